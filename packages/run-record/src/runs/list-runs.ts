import { join } from 'node:path';
import { errorText } from '@nx-peak/host';
import { RecordError } from '../record/record-error';
import type { RunRecord } from '../record/run-record';
import { readRecord } from './read-run';
import { runIds, runsFolder } from './run-folders';

/** A run in a list of runs: one that cannot be read is listed with the reason. */
export type ListedRun =
  | {
      readonly kind: 'readable';
      readonly id: string;
      readonly folder: string;
      readonly record: RunRecord;
    }
  | {
      readonly kind: 'unreadable';
      readonly id: string;
      readonly folder: string;
      /** Why, a sentence. */
      readonly problem: string;
    };

/**
 * The runs recorded below a folder (`.nx/peak`), the newest first.
 *
 * @throws RecordError when the folder cannot be read
 */
export function listRuns(root: string): ListedRun[] {
  return idsIn(root).map((id) => {
    const folder = join(runsFolder(root), id);
    try {
      return { kind: 'readable', id, folder, record: readRecord(folder) };
    } catch (error) {
      return { kind: 'unreadable', id, folder, problem: errorText(error) };
    }
  });
}

/**
 * The folder of a run: the last one that can be read, or the one whose name, or part of its name,
 * is given.
 *
 * @throws RecordError when there is none, or more than one
 */
export function findRun(root: string, name?: string): string {
  const ids = idsIn(root);
  if (ids.length === 0) {
    throw new RecordError(
      `No run is recorded in ${runsFolder(root)}. Run nx with NX_LOG_HEAP_USAGE=true first.`,
    );
  }
  if (name === undefined) {
    // The last run may be one that was killed before its record was written.
    const readable = listRuns(root).find(({ kind }) => kind === 'readable');
    return (readable ?? { folder: join(runsFolder(root), ids[0] ?? '') }).folder;
  }
  const found = ids.includes(name) ? [name] : ids.filter((id) => id.includes(name));
  const [only, another] = found;
  if (only === undefined) {
    throw new RecordError(
      `No recorded run is called "${name}". The last one is ${ids[0] ?? 'none'}.`,
    );
  }
  if (another !== undefined) {
    throw new RecordError(`"${name}" is part of several runs: ${found.slice(0, 5).join(', ')}.`);
  }
  return join(runsFolder(root), only);
}

function idsIn(root: string): string[] {
  try {
    return runIds(root);
  } catch (error) {
    throw new RecordError(`${runsFolder(root)}: cannot be read (${errorText(error)})`, {
      cause: error,
    });
  }
}
