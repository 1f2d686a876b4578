import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file of settings at the root of a workspace. */
export const SETTINGS_FILE = 'nx-peak.json';

/** The file beside it for a baseline. */
export const BASELINE_FILE = 'nx-peak-baseline.json';

/** Where the settings of a workspace are. */
export function settingsFile(workspaceRoot: string): string {
  return join(workspaceRoot, SETTINGS_FILE);
}

/** The folder for everything nx-peak keeps in a workspace. It need not be there yet. */
export function peakFolder(workspaceRoot: string): string {
  return join(workspaceRoot, '.nx', 'peak');
}

/**
 * The folder for everything nx-peak keeps, made if it is not there. It ignores itself in git, so
 * that no workspace has to know of it.
 *
 * @throws the file system's error when the folder cannot be made
 */
export function makePeakFolder(workspaceRoot: string): string {
  const folder = peakFolder(workspaceRoot);
  const gitignore = join(folder, '.gitignore');
  if (!existsSync(gitignore)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(gitignore, '*\n');
  }
  return folder;
}

/** What did not work last, for the doctor. */
export function failuresFile(workspaceRoot: string): string {
  return join(peakFolder(workspaceRoot), 'failures.json');
}

/** Which notices were printed in this workspace. */
export function noticesFile(workspaceRoot: string): string {
  return join(peakFolder(workspaceRoot), 'notices.json');
}

/** The sockets of runs in progress. */
export function liveFolder(workspaceRoot: string): string {
  return join(peakFolder(workspaceRoot), 'live');
}
