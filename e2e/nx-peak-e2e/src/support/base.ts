import { mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, REPOSITORY } from './packed-packages';

export { packedPackages } from './packed-packages';

/** Tells the suites where the base of this jest run is. */
export const BASE = 'PEAK_E2E_BASE';

/** The base of this jest run. */
export function baseOfThisRun(): string {
  const base = process.env[BASE];
  if (base === undefined) {
    throw new Error('No base: jest runs support/global-setup.ts to make it');
  }
  return base;
}

/** The nx the suites run: this repository's own, or another one by `PEAK_E2E_NX_VERSION`. */
export function nxVersion(): string {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    devDependencies: { nx: string };
  };
  return process.env['PEAK_E2E_NX_VERSION'] ?? manifest.devDependencies.nx;
}

/** Packs the built packages, once a jest run, into the folder in which everything else happens. */
export function createBase(): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'nx-peak-e2e-')));
  mkdirSync(join(base, 'tarballs'));
  packPackages(base);
  return base;
}
