import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseOfThisRun, nxVersion, tarballsIn, type Tarballs } from './base';
import { bareEnvironment } from './environment';

export type PackageManager = 'pnpm' | 'bun';

/** What runs each manager; all are packages of the npm registry. */
const programs: Record<PackageManager, { install: readonly string[]; run: readonly string[] }> = {
  pnpm: { install: ['pnpm@10'], run: [process.execPath, 'pnpm/bin/pnpm.cjs'] },
  // The package `bun` fetches its program in an install script; this one holds it.
  bun: { install: ['@oven/bun-linux-x64'], run: ['@oven/bun-linux-x64/bin/bun'] },
};

/**
 * A workspace with one task `a:build`, installed by a package manager from the packed packages as
 * a user would, `"prepare": "nx-peak link"` included.
 *
 * @returns its folder, and what the manager printed
 */
export function installedBy(manager: PackageManager): { root: string; home: string; log: string } {
  const base = baseOfThisRun();
  const folder = mkdtempSync(join(base, `${manager}-`));
  const [home, root, tools] = ['home', 'root', 'tools'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  [home, tools].forEach((path) => {
    mkdirSync(path);
  });
  const { install, run } = programs[manager];
  execFileSync('npm', ['install', '--prefix', tools, '--no-save', '--ignore-scripts', ...install], {
    stdio: 'pipe',
  });
  writeWorkspace(root, tarballsIn(base));
  const [program = '', ...args] = run.map((part) =>
    part.startsWith('/') ? part : join(tools, 'node_modules', part),
  );
  const log = execFileSync(program, [...args, 'install'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its store goes into `home`, so that a test can look into it.
    env: { ...process.env, XDG_DATA_HOME: home, BUN_INSTALL_CACHE_DIR: join(home, 'bun') },
  });
  return { root, home, log };
}

/** A workspace with nx alone, into which `nx add` then puts the packed nx-peak with npm. */
export function addedByNx(): { root: string; log: string } {
  const base = baseOfThisRun();
  const root = mkdtempSync(join(base, 'nx-add-'));
  const tarballs = tarballsIn(base);
  writeWorkspace(root, tarballs, {});
  const env = { ...bareEnvironment({ HOME: root, NX_DAEMON: 'false' }), ...npmConfiguration() };
  const options = { cwd: root, encoding: 'utf8', env, stdio: 'pipe' } as const;
  execFileSync('npm', ['install', '--ignore-scripts', '--prefer-offline'], options);
  const added = `nx-peak@file:${tarballs.nxPeak}`;
  return { root, log: execFileSync('npx', ['nx', 'add', added], options) };
}

/** The user's npm settings (registry, certificates), which the bare environment hides. */
function npmConfiguration(): Record<string, string> {
  return { npm_config_userconfig: join(process.env['HOME'] ?? '', '.npmrc') };
}

function writeWorkspace(
  root: string,
  tarballs: Tarballs,
  nxPeak: Record<string, string> = { 'nx-peak': `file:${tarballs.nxPeak}` },
): void {
  // The packages are released together; before that, the registry has none to depend on.
  const overrides = {
    '@nx-peak/memory-tracker': `file:${tarballs.tracker}`,
    '@nx-peak/run-record': `file:${tarballs.runRecord}`,
  };
  const files = {
    'package.json': {
      name: 'installed',
      private: true,
      ...('nx-peak' in nxPeak ? { scripts: { prepare: 'nx-peak link' } } : {}),
      devDependencies: { nx: nxVersion(), ...nxPeak },
      overrides,
      pnpm: { overrides },
    },
    'nx.json': { analytics: false },
    'a/project.json': {
      name: 'a',
      targets: { build: { command: 'node -e "setTimeout(() => {}, 300)"' } },
    },
  };
  for (const [file, value] of Object.entries(files)) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify(value));
  }
}
