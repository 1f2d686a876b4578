import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '@nx-peak/host';
import { SETTINGS_FILE } from '../../paths';
import { findNxJsonEntry, WHY_TO_MOVE } from '../../settings/nx-json-entry';
import { readSettings } from '../../settings/read-settings';
import { isRootProject } from '../../settings/root-project';
import type { Check, Finding } from './finding';

/** What is set, what of it is wrong, and what stands where it is not read. */
export const checkSettings: Check = ({ workspaceRoot, env }) => {
  const { settings, problems } = readSettings(workspaceRoot, env);
  return [
    ...problems.map(({ message }): Finding => ({ kind: 'note', text: message })),
    ...nxJsonFindings(workspaceRoot),
    ...inputFindings(workspaceRoot),
    { kind: 'good', text: `nx-peak samples processes at least every ${settings.intervalMs} ms` },
  ];
};

/** An entry in nx.json, with the `nx-peak.json` to write in its place. */
function nxJsonFindings(workspaceRoot: string): Finding[] {
  const entry = findNxJsonEntry(readJson(join(workspaceRoot, 'nx.json')));
  if (entry === undefined) {
    return [];
  }
  const names = Object.keys(entry.options);
  const ignored = names.length === 0 ? '' : ` Its options are ignored.`;
  const how = existsSync(join(workspaceRoot, SETTINGS_FILE)) ? 'add to' : 'write';
  const todo =
    names.length === 0 ? '' : `, and ${how} ${SETTINGS_FILE}: ${JSON.stringify(entry.options)}`;
  return [
    {
      kind: 'note',
      text: `nx.json names nx-peak among its plugins: ${WHY_TO_MOVE}.${ignored} Remove it${todo} (npx nx g nx-peak:init does that)`,
    },
  ];
}

/** Whether a change of the file makes the tasks of a project at the root run again. */
function inputFindings(workspaceRoot: string): Finding[] {
  if (!existsSync(join(workspaceRoot, SETTINGS_FILE)) || !isRootProjectOf(workspaceRoot)) {
    return [];
  }
  const ignored = readText(join(workspaceRoot, '.nxignore')) ?? '';
  return /^\/?nx-peak\.json\s*$/m.test(ignored)
    ? []
    : [
        {
          kind: 'note',
          text: `${SETTINGS_FILE} may be an input of the root project: add /${SETTINGS_FILE} to .nxignore, so that no cached task runs again when it changes`,
        },
      ];
}

function isRootProjectOf(workspaceRoot: string): boolean {
  return isRootProject({
    read: (name) => readText(join(workspaceRoot, name)),
    loadDevkit: () =>
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      require(require.resolve('nx/src/devkit-exports', { paths: [workspaceRoot] })) as unknown,
  });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file) ?? '');
  } catch {
    return undefined; // nx itself reports what is wrong with it
  }
}
