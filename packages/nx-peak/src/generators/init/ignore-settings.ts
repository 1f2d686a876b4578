import type { Tree } from 'nx/src/devkit-exports';
import { BASELINE_FILE, SETTINGS_FILE } from '../../paths';
import { isRootProject } from '../../settings/root-project';

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
export function ignoreSettings(tree: Tree, isProject = isRootProjectOf(tree)): string[] {
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

function isRootProjectOf(tree: Tree): boolean {
  return isRootProject({
    read: (name) => tree.read(name, 'utf8') ?? undefined,
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    loadDevkit: () => require('nx/src/devkit-exports') as unknown,
  });
}
