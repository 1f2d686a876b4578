import { readFileSync } from 'node:fs';
import { replaceFile } from '@nx-peak/host';
import type { FailureLog } from '../failures';
import { makePeakFolder, noticesFile } from '../paths';

/** An entry of nx-peak among the plugins of an nx.json, which is no place for its options. */
export interface NxJsonEntry {
  /** What it sets, of any shape; it is ignored. Empty for an entry that is a bare name. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Why it should go, as the end of a sentence that names the entry. */
export const WHY_TO_MOVE =
  'Nx starts a plugin worker for it at every command, and every change of it makes all cached tasks run again';

const NOTICE = 'nx-json-entry';

/** The entry named nx-peak in an nx.json of any shape; undefined when there is none. */
export function findNxJsonEntry(nxJson: unknown): NxJsonEntry | undefined {
  const plugins = isRecord(nxJson) ? nxJson['plugins'] : undefined;
  const entry: unknown = Array.isArray(plugins) ? plugins.find(isOurs) : undefined;
  if (entry === undefined) {
    return undefined;
  }
  const options = isRecord(entry) ? entry['options'] : undefined;
  return { options: isRecord(options) ? options : {} };
}

/** Whether an element of `plugins` is ours: a name, or an object with a name and options. */
export function isOurs(plugin: unknown): boolean {
  return plugin === 'nx-peak' || (isRecord(plugin) && plugin['plugin'] === 'nx-peak');
}

/**
 * What a run says at its end of an entry in nx.json, once in each workspace; later only the doctor
 * does. Never throws.
 *
 * @returns the line; undefined when there is no entry, when the line was printed before, and when
 *   it could not be noted that it is printed now
 */
export function noticeOfNxJsonEntry(
  workspaceRoot: string,
  nxJson: unknown,
  failures: FailureLog,
): string | undefined {
  if (findNxJsonEntry(nxJson) === undefined || !isFirstTime(workspaceRoot)) {
    return undefined;
  }
  const message =
    'nx-peak among the plugins of nx.json is ignored: its options belong in nx-peak.json';
  failures.remark('settings', message);
  return `${message} (what to write there: npx nx-peak doctor)`;
}

function isFirstTime(workspaceRoot: string): boolean {
  const printed = printedNotices(workspaceRoot);
  if (printed.includes(NOTICE)) {
    return false;
  }
  try {
    makePeakFolder(workspaceRoot);
    replaceFile(noticesFile(workspaceRoot), `${JSON.stringify([...printed, NOTICE])}\n`);
    return true;
  } catch {
    return false; // it would be printed at every run; the failure log says that nothing can be kept
  }
}

function printedNotices(workspaceRoot: string): string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(noticesFile(workspaceRoot), 'utf8'));
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  } catch {
    return []; // none was printed yet, or the file was damaged: printing again does no harm
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
