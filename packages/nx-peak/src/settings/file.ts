import { readFileSync } from 'node:fs';
import { errorCode } from '@nx-peak/host';
import { messageOf } from '../failures';
import { SETTINGS_FILE, settingsFile } from '../paths';
import type * as Parser from './parse-file';
import type { SettingsProblem } from './settings';

/** An option as it is written in `nx-peak.json`. Places read `nx-peak.json:3:5`: line and column from 1. */
export interface WrittenOption {
  readonly name: string;
  readonly value: unknown;
  readonly nameAt: string;
  readonly valueAt: string;
}

/** What `nx-peak.json` says, and why that may be nothing. */
export interface SettingsFile {
  readonly options: readonly WrittenOption[];
  readonly problems: readonly SettingsProblem[];
}

/** What a workspace without the file says. */
export const NO_FILE: SettingsFile = { options: [], problems: [] };

/** Reads `nx-peak.json` at the root of a workspace, if there is one. Never throws. */
export function readSettingsFile(workspaceRoot: string): SettingsFile {
  let text: string;
  try {
    text = readFileSync(settingsFile(workspaceRoot), 'utf8');
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? NO_FILE : unread(error);
  }
  try {
    // Loaded here: most workspaces have no such file, and none of them is to pay for a parser.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { parseSettingsFile } = require('./parse-file') as typeof Parser;
    return parseSettingsFile(text);
  } catch (error) {
    return unread(error); // the parser is not installed, or damaged
  }
}

function unread(error: unknown): SettingsFile {
  const message = `${SETTINGS_FILE} cannot be read: ${messageOf(error)}. Using the defaults.`;
  return { options: [], problems: [{ message }] };
}
