import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadText } from '../read-text';

/** The files of `/proc` and `/sys` as a folder of recordings holds them. */
export function recordedSystem(folder: string): ReadText {
  return (file) => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return undefined; // not recorded: it was not there
    }
  };
}

/** The files of `/proc` and `/sys` as the given texts, by path. */
export function writtenSystem(files: Readonly<Record<string, string>>): ReadText {
  return (file) => files[file];
}
