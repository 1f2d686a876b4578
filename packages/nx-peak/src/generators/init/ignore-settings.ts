import type { Tree } from 'nx/src/devkit-exports';
import type * as Devkit from 'nx/src/devkit-exports';
import { BASELINE_FILE, SETTINGS_FILE } from '../../paths';

const FILE = '.nxignore';

/**
 * Keeps nx-peak's files out of the inputs of a project at the workspace's root, whose default inputs
 * are all files below it: a change of a setting must not make a cached task run again. Nx leaves out
 * what `.nxignore` names whatever the inputs of a target are, which entries of `namedInputs` do not
 * reach when a target has none.
 *
 * @param isProject whether the root is a project
 * @returns what it did, in sentences
 */
export function ignoreSettings(tree: Tree, isProject = rootIsProject(tree)): string[] {
  if (!isProject) {
    return [];
  }
  const text = tree.read(FILE, 'utf8') ?? '';
  const lines = text.split(/\r?\n/);
  const missing = [SETTINGS_FILE, BASELINE_FILE]
    .filter((name) => !lines.includes(name) && !lines.includes(`/${name}`))
    .map((name) => `/${name}`);
  if (missing.length === 0) {
    return [];
  }
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  tree.write(FILE, `${before}${missing.join('\n')}\n`);
  return [`added ${missing.join(' and ')} to ${FILE}: they are no inputs of the root project`];
}

/** The project graph decides, since any plugin may find a project there; without a graph, the root's own files. */
function rootIsProject(tree: Tree): boolean {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { readCachedProjectGraph } = require('nx/src/devkit-exports') as typeof Devkit;
    return Object.values(readCachedProjectGraph().nodes).some(({ data }) => data.root === '.');
  } catch {
    const manifest = JSON.parse(tree.read('package.json', 'utf8') ?? '{}') as { nx?: unknown };
    return tree.exists('project.json') || manifest.nx !== undefined;
  }
}
