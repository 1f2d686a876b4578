import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const RECORD_FILE = 'run.json';
export const SAMPLES_FILE = 'samples.ndjson';

/** `20260105T101500Z-1f0c3a`: the time first, so that names sort as the runs did. */
const NAME = /^\d{8}T\d{6}Z-[0-9a-f]{6,}$/;

/** The name of a new run. */
export function newRunId(startedAt: number): string {
  const time = new Date(startedAt).toISOString().slice(0, 19).replace(/[-:]/g, '');
  // Not of node:crypto, whose first number takes 5 ms, of which nx would be slower.
  const random = Math.floor(Math.random() * 2 ** 24);
  return `${time}Z-${random.toString(16).padStart(6, '0')}`;
}

/** The folder that holds the folders of runs, below the folder of nx-peak (`.nx/peak`). */
export function runsFolder(root: string): string {
  return join(root, 'runs');
}

/**
 * The names of the runs recorded below a folder, the newest first; none where nothing was recorded.
 *
 * @throws the file system's error, except that there is no such folder
 */
export function runIds(root: string): string[] {
  let names: string[];
  try {
    names = readdirSync(runsFolder(root));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') {
      return [];
    }
    throw error;
  }
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}
