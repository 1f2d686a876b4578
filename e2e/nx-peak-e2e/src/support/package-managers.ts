import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rig } from '@nx-peak/testkit/rig';
import { baseOfThisRun, nxVersion } from './base';
import { bareEnvironment } from './environment';
import { aProject, writeFiles } from './files';
import { mainPackage, packedDependencies } from './packed-packages';

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
 */
export class ManagedWorkspace implements Rig {
  readonly root: string;
  /** Where the manager keeps its store, and HOME of what runs here. */
  readonly home: string;
  readonly #folder: string;
  readonly #manager: PackageManager;
  #log = '';

  constructor(manager: PackageManager) {
    this.#folder = mkdtempSync(join(baseOfThisRun(), `${manager}-`));
    this.root = join(this.#folder, 'root');
    this.home = join(this.#folder, 'home');
    this.#manager = manager;
  }

  /** What the manager printed. */
  get log(): string {
    return this.#log;
  }

  setUp(): void {
    const tools = join(this.#folder, 'tools');
    [this.home, tools].forEach((path) => {
      mkdirSync(path);
    });
    const { install, run } = programs[this.#manager];
    const flags = ['--prefix', tools, '--no-save', '--ignore-scripts', '--prefer-offline'];
    execFileSync('npm', ['install', ...flags, ...install], { stdio: 'pipe' });
    writeWorkspace(this.root, {
      scripts: { prepare: 'nx-peak link' },
      devDependencies: { nx: nxVersion(), ...mainPackage(baseOfThisRun()) },
    });
    const [program = '', ...args] = run.map((part) =>
      part.startsWith('/') ? part : join(tools, 'node_modules', part),
    );
    this.#log = execFileSync(program, [...args, 'install'], {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its store goes into `home`, so that a test can look into it.
      env: {
        ...process.env,
        XDG_DATA_HOME: this.home,
        BUN_INSTALL_CACHE_DIR: join(this.home, 'bun'),
      },
    });
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A workspace with nx alone, into which `nx add` then puts the packed nx-peak with npm. */
export class WorkspaceWithoutNxPeak implements Rig {
  readonly root = mkdtempSync(join(baseOfThisRun(), 'nx-add-'));

  setUp(): void {
    writeWorkspace(this.root, { devDependencies: { nx: nxVersion() } });
    this.#run('npm', ['install', '--ignore-scripts', '--prefer-offline']);
  }

  /** `npx nx add nx-peak`; what it printed. */
  addNxPeak(): string {
    const [[name, archive] = []] = Object.entries(mainPackage(baseOfThisRun()));
    return this.#run('npx', ['nx', 'add', `${name}@${archive}`]);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #run(program: string, args: readonly string[]): string {
    const env = bareEnvironment({ HOME: this.root, NX_DAEMON: 'false', ...npmConfiguration() });
    return execFileSync(program, args, { cwd: this.root, encoding: 'utf8', env, stdio: 'pipe' });
  }
}

/** The user's npm settings (registry, certificates), which the bare environment hides. */
function npmConfiguration(): Record<string, string> {
  return { npm_config_userconfig: join(process.env['HOME'] ?? '', '.npmrc') };
}

function writeWorkspace(root: string, manifest: Record<string, unknown>): void {
  // The packages are released together; before that, the registry has none to depend on.
  const overrides = packedDependencies(baseOfThisRun());
  writeFiles(root, {
    'package.json': {
      name: 'installed',
      private: true,
      ...manifest,
      overrides,
      pnpm: { overrides },
    },
    'nx.json': { analytics: false },
    'a/project.json': aProject,
  });
}
