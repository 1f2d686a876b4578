import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { baseOfThisRun, nxVersion, tarballsIn } from './base';
import { bareEnvironment, type Variables } from './environment';
import { npm } from './npm';
import { templateWith } from './template';

/** A workspace that Yarn installed, and what Yarn printed. */
export interface YarnWorkspace {
  readonly folder: string;
  readonly root: string;
  readonly log: string;
  /** `yarn <args>` in a folder of it, by default its root; what it printed. */
  yarn(args: readonly string[], variables?: Variables, cwd?: string): string;
}

/** A workspace with one task `a:build`, installed by Yarn 4 with `"postinstall": "nx-peak link"`. */
export async function installedByYarn(linker: 'node-modules' | 'pnp'): Promise<YarnWorkspace> {
  const base = baseOfThisRun();
  const folder = mkdtempSync(join(base, `yarn-${linker}-`));
  const tools = join(folder, 'tools');
  const root = join(folder, 'root');
  mkdirSync(tools);
  npm(
    ['install', '--prefix', tools, '--no-save', '--ignore-scripts', '@yarnpkg/cli-dist@4'],
    tools,
  );
  const { tracker, runRecord, nxPeak } = tarballsIn(base);
  const template = await templateWith(nxVersion());
  writeFiles(root, {
    'package.json': {
      name: 'installed',
      private: true,
      scripts: { postinstall: 'nx-peak link' },
      devDependencies: { nx: nxVersion(), 'nx-peak': `file:${nxPeak}` },
      resolutions: {
        '@nx-peak/memory-tracker': `file:${tracker}`,
        '@nx-peak/run-record': `file:${runRecord}`,
        ...Object.fromEntries(foreignPlatforms(template).map((name) => [name, 'file:./nothing'])),
      },
    },
    'nothing/package.json': { name: 'nothing', version: '1.0.0' },
    'nx.json': { analytics: false },
    'a/project.json': aProject,
    '.yarnrc.yml': { nodeLinker: linker, enableTelemetry: false },
    'yarn.lock': undefined, // the root of a project, whatever is above it
  });
  const registry = npm(['config', 'get', 'registry'], tools).trim();
  const yarn = (args: readonly string[], variables: Variables = {}, cwd = root): string =>
    execFileSync(
      process.execPath,
      [join(tools, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'), ...args],
      {
        cwd,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: bareEnvironment({
          HOME: folder,
          NX_DAEMON: 'false',
          NX_NO_CLOUD: 'true',
          YARN_GLOBAL_FOLDER: join(folder, 'global'),
          YARN_NPM_REGISTRY_SERVER: registry,
          YARN_HTTPS_CA_FILE_PATH: process.env['NODE_EXTRA_CA_CERTS'],
          ...variables,
        }),
      },
    );
  return { folder, root, yarn, log: yarn(['install', '--no-immutable']) };
}

/**
 * A workspace without node_modules: nx is in `.nx/installation`, and `.nx/nxw.js` runs it. What
 * nxw.js would install is put there, so that it finds nothing to do.
 */
export async function dotNxWorkspace(): Promise<string> {
  const base = baseOfThisRun();
  const root = mkdtempSync(join(base, 'dot-nx-'));
  const modules = join(await templateWith(nxVersion()), 'node_modules');
  const installation = join(root, '.nx/installation');
  const plugins = { 'nx-peak': `file:${tarballsIn(base).nxPeak}` };
  mkdirSync(installation, { recursive: true });
  execFileSync('cp', ['--archive', '--link', modules, join(installation, 'node_modules')]);
  const nxw = 'nx/dist/src/command-line/init/implementation/dot-nx/nxw.js';
  cpSync(join(modules, nxw), join(root, '.nx/nxw.js'));
  writeFiles(root, {
    '.nx/installation/package.json': {
      name: 'nx-installation',
      devDependencies: { nx: nxVersion(), ...plugins },
    },
    'nx.json': { analytics: false, installation: { version: nxVersion(), plugins } },
    'a/project.json': aProject,
  });
  return root;
}

const aProject = {
  name: 'a',
  targets: { build: { command: 'node -e "setTimeout(() => {}, 300)"' } },
};

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

function writeFiles(root: string, files: Record<string, unknown>): void {
  for (const [file, value] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), value === undefined ? '' : JSON.stringify(value));
  }
}
