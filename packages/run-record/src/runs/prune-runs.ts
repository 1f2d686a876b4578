import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../record/run-record';
import { isAlive } from '@nx-peak/host';
import { RECORD_FILE, runIds, runsFolder } from './run-folders';

/**
 * Deletes all but the newest runs. A run in progress is never deleted.
 *
 * @throws the file system's error
 */
export function pruneRuns(root: string, keep: number): void {
  for (const id of runIds(root).slice(keep)) {
    const folder = join(runsFolder(root), id);
    if (!isInProgress(folder)) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Reads no more than it needs: this runs inside nx, where the readers are not loaded. */
function isInProgress(folder: string): boolean {
  try {
    const text = readFileSync(join(folder, RECORD_FILE), 'utf8');
    const { state, process } = JSON.parse(text) as Partial<RunRecord>;
    return state?.kind === 'running' && process !== undefined && isAlive(process);
  } catch {
    return false; // not a record any more, if it ever was one
  }
}
