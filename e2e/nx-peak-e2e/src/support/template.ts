import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '@nx-peak/testkit';
import { during } from '@nx-peak/testkit/rig';
import { baseOfThisRun, packedPackages } from './base';
import { writeFixtureWorkspace } from './fixture-workspace';
import { npmMeanwhile } from './npm';

/**
 * The installed workspace with this nx that the suites' own are copies of. The first to ask makes
 * it, as a user would: with a real nx and the packed packages; who asks meanwhile waits for it.
 */
export function templateWith(nx: string): Promise<string> {
  return once(`template-${nx}`, async (unfinished) => {
    writeFixtureWorkspace(unfinished, { nx, ...packedPackages(baseOfThisRun()) });
    await npmMeanwhile(['install', '--ignore-scripts', '--prefer-offline', ...LEGACY], unfinished);
  });
}

/** Such a template, linked by `npx nx-peak link`: its lines name no folder, so copies are linked, too. */
export function linkedTemplateWith(nx: string): Promise<string> {
  return once(`template-${nx}-linked`, async (unfinished) => {
    const template = await templateWith(nx);
    const workspace = new Workspace({
      folder: mkdtempSync(join(baseOfThisRun(), 'linking-')),
      install: async (fresh) => {
        copyTemplate(template, fresh.root);
        const { code, all } = await fresh.runBin('nx-peak', ['link']);
        if (code !== 0) {
          throw new Error(`nx-peak link failed:\n${all}`);
        }
      },
    });
    await during(workspace, ({ root }) => {
      rmSync(unfinished, { recursive: true });
      renameSync(root, unfinished);
    });
  });
}

/**
 * Hard links for the thousands of files nobody changes, real copies of those a test may change
 * in place: the workspace's own files and the folders of nx that `nx-peak link` works in.
 */
export function copyTemplate(template: string, root: string): void {
  execFileSync('cp', ['--archive', '--link', template, root]);
  for (const folder of COPIED.filter((path) => existsSync(join(template, path)))) {
    rmSync(join(root, folder), { recursive: true });
    cpSync(join(template, folder), join(root, folder), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
}

const COPIED = [
  '.npmrc',
  'nx.json',
  'package.json',
  'package-lock.json',
  'packages',
  'tools',
  // since 22.7, and before
  'node_modules/nx/dist/src/tasks-runner',
  'node_modules/nx/src/tasks-runner',
  // likewise
  'node_modules/nx/dist/src/command-line/exec',
  'node_modules/nx/src/command-line/exec',
];

/** An nx that the peer dependency does not allow (yet) is a test of it all the same. */
const LEGACY = ['--legacy-peer-deps'];

/** The templates of this suite by their names: jest loads each suite its own modules. */
const made = new Map<string, Promise<string>>();

function once(name: string, make: (unfinished: string) => Promise<void>): Promise<string> {
  const known = made.get(name) ?? makeOnce(name, make);
  made.set(name, known);
  return known;
}

async function makeOnce(
  name: string,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  const base = baseOfThisRun();
  const template = join(base, name);
  if (!existsSync(template)) {
    const unfinished = mkdtempSync(join(base, 'unfinished-'));
    await make(unfinished);
    move(unfinished, template);
  }
  return template;
}

/** What is there is complete. A suite in another process may have been as fast: its one will do. */
function move(unfinished: string, template: string): void {
  try {
    renameSync(unfinished, template);
  } catch (error) {
    if (!existsSync(template)) {
      throw error;
    }
    rmSync(unfinished, { recursive: true });
  }
}
