import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser on this machine; undefined when there is none. */
export const BROWSER = [process.env['CHROMIUM'], ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

export const NO_BROWSER = `no browser: none of ${PLACES.join(', ')} exists, and CHROMIUM is not set`;

/** A browser that asks nobody for anything by itself. */
export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: BROWSER ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
