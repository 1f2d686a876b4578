import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from './read-run';
import { runIds, runsFolder } from './run-folders';

/**
 * Deletes all but the newest runs. A run that still goes on is never deleted.
 *
 * @throws the file system's error
 */
export function pruneRuns(root: string, keep: number): void {
  for (const id of runIds(root).slice(keep)) {
    const folder = join(runsFolder(root), id);
    if (!goesOn(folder)) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function goesOn(folder: string): boolean {
  try {
    return readRecord(folder).state.kind === 'running';
  } catch {
    return false; // not a record any more, if it ever was one
  }
}
