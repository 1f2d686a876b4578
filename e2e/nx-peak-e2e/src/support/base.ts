import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeFixtureWorkspace } from './fixture-workspace';

/** Tells the suites where the base of this jest run is. */
export const BASE = 'PEAK_E2E_BASE';

/** The installed workspace that every suite's own is a copy of. */
export function templateOf(base: string): string {
  return join(base, 'template');
}

/** The nx the suites run: this repository's own, or another one by `PEAK_E2E_NX_VERSION`. */
export function nxVersion(): string {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    devDependencies: { nx: string };
  };
  return process.env['PEAK_E2E_NX_VERSION'] ?? manifest.devDependencies.nx;
}

/** Packs the built packages and installs them, with a real nx, as a user would. Once a jest run. */
export function createBase(): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'nx-peak-e2e-')));
  const tarballs = join(base, 'tarballs');
  mkdirSync(tarballs);
  writeFixtureWorkspace(templateOf(base), {
    nx: nxVersion(),
    '@nx-peak/memory-tracker': `file:${pack('packages/memory-tracker', tarballs)}`,
    'nx-peak': `file:${pack('packages/nx-peak', tarballs)}`,
  });
  npm(['install', '--ignore-scripts', '--prefer-offline'], templateOf(base));
  return base;
}

const REPOSITORY = resolve(__dirname, '../../../..');

function pack(folder: string, destination: string): string {
  if (!existsSync(join(REPOSITORY, folder, 'dist/index.js'))) {
    throw new Error(`${folder} is not built: run \`npx nx run nx-peak-e2e:e2e\`, which builds it`);
  }
  const report = npm(
    ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
    join(REPOSITORY, folder),
  );
  return join(destination, packedFile(JSON.parse(report)));
}

/** The file's name in what `npm pack --json` reports: a list up to npm 10, an object by name from 11. */
function packedFile(report: unknown): string {
  const packed = Object.values(report as Record<string, { filename: string }>)[0];
  if (packed === undefined) {
    throw new Error(`npm pack reported no file: ${JSON.stringify(report)}`);
  }
  return packed.filename;
}

/** npm with the user's own configuration, but without what an npm that runs us has set. */
function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_ENV$)/i.test(name)),
  );
  return execFileSync('npm', args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
