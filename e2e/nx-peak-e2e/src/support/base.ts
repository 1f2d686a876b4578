import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { npm } from './npm';

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

/** The packages under test, packed as they are published. */
export interface Tarballs {
  readonly tracker: string;
  readonly runRecord: string;
  readonly nxPeak: string;
}

/** Packs the built packages, once a jest run, into the folder in which everything else happens. */
export function createBase(): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'nx-peak-e2e-')));
  const tarballs = join(base, 'tarballs');
  mkdirSync(tarballs);
  pack('packages/memory-tracker', tarballs);
  pack('packages/run-record', tarballs);
  pack('packages/nx-peak', tarballs);
  return base;
}

/** Where `createBase` has put them. */
export function tarballsIn(base: string): Tarballs {
  const folder = join(base, 'tarballs');
  const find = (prefix: RegExp): string =>
    join(folder, readdirSync(folder).find((file) => prefix.test(file)) ?? '');
  return {
    nxPeak: find(/^nx-peak-\d/),
    runRecord: find(/^nx-peak-run-record-/),
    tracker: find(/^nx-peak-memory-tracker-/),
  };
}

const REPOSITORY = resolve(__dirname, '../../../..');

function pack(folder: string, destination: string): void {
  if (!existsSync(join(REPOSITORY, folder, 'dist/index.js'))) {
    throw new Error(`${folder} is not built: run \`npx nx run nx-peak-e2e:e2e\`, which builds it`);
  }
  npm(['pack', '--ignore-scripts', '--pack-destination', destination], join(REPOSITORY, folder));
}
