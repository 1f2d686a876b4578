import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '@nx-peak/testkit';
import type { Rig } from '@nx-peak/testkit/rig';
import { baseOfThisRun, nxVersion } from './base';
import { bareEnvironment } from './environment';
import { aProject, writeFiles } from './files';
import { npm } from './npm';
import { mainPackage, packedDependencies } from './packed-packages';
import { templateWith } from './template';

/** A workspace with one task `a:build`, installed by Yarn 4 with `"postinstall": "nx-peak link"`. */
export class YarnWorkspace implements Rig {
  readonly root: string;
  readonly #folder: string;
  readonly #tools: string;
  readonly #linker: 'node-modules' | 'pnp';
  #registry = '';
  #log = '';

  constructor(linker: 'node-modules' | 'pnp') {
    this.#folder = mkdtempSync(join(baseOfThisRun(), `yarn-${linker}-`));
    this.root = join(this.#folder, 'root');
    this.#tools = join(this.#folder, 'tools');
    this.#linker = linker;
  }

  /** What Yarn printed when it installed. */
  get log(): string {
    return this.#log;
  }

  async setUp(): Promise<void> {
    mkdirSync(this.#tools);
    const flags = ['--prefix', this.#tools, '--no-save', '--ignore-scripts', '--prefer-offline'];
    npm(['install', ...flags, '@yarnpkg/cli-dist@4'], this.#tools);
    const base = baseOfThisRun();
    const foreign = foreignPlatforms(await templateWith(nxVersion()));
    writeFiles(this.root, {
      'package.json': {
        name: 'installed',
        private: true,
        scripts: { postinstall: 'nx-peak link' },
        devDependencies: { nx: nxVersion(), ...mainPackage(base) },
        resolutions: {
          ...packedDependencies(base),
          ...Object.fromEntries(foreign.map((name) => [name, 'file:./nothing'])),
        },
      },
      'nothing/package.json': { name: 'nothing', version: '1.0.0' },
      'nx.json': { analytics: false },
      'a/project.json': aProject,
      '.yarnrc.yml': { nodeLinker: this.#linker, enableTelemetry: false },
      'yarn.lock': undefined, // the root of a project, whatever is above it
    });
    this.#registry = npm(['config', 'get', 'registry'], this.#tools).trim();
    this.#log = this.yarn(['install', '--no-immutable']);
  }

  /** `yarn <args>` in a folder of it, by default its root; what it printed. */
  yarn(args: readonly string[], variables: Variables = {}, cwd = this.root): string {
    const program = join(this.#tools, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
    return execFileSync(process.execPath, [program, ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: bareEnvironment({
        HOME: this.#folder,
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        YARN_GLOBAL_FOLDER: join(this.#folder, 'global'),
        YARN_NPM_REGISTRY_SERVER: this.#registry,
        YARN_HTTPS_CA_FILE_PATH: process.env['NODE_EXTRA_CA_CERTS'],
        ...variables,
      }),
    });
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * The packages with nx's native code for other machines than this one. Yarn looks all of them up,
 * and a registry's mirror need not have them.
 */
function foreignPlatforms(template: string): string[] {
  const manifest = JSON.parse(
    readFileSync(join(template, 'node_modules/nx/package.json'), 'utf8'),
  ) as { optionalDependencies: Record<string, string> };
  return Object.keys(manifest.optionalDependencies).filter(
    (name) => !existsSync(join(template, 'node_modules', name)),
  );
}
