import { readFileSync } from 'node:fs';

/** The text of a file of `/proc` or `/sys`; undefined where it cannot be read. */
export type ReadText = (file: string) => string | undefined;

/**
 * Reads them for real. That one of them is not there, or not for us, is no failure: which of them
 * a machine has depends on its kernel, on how it mounts cgroups, and on the container.
 */
export const readText: ReadText = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // the answer to "can it be read"
  }
};
