import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { atEnd } from './clean-up';
import { isLeftOver, ownName } from './own-name';

/** The folder of this project, seen from `src` and from `dist` alike. */
export const PROJECT = resolve(__dirname, '../..');

export const REPOSITORY = resolve(PROJECT, '../..');

/** The programs that are run as they are, not compiled. */
export const PROGRAMS = join(PROJECT, 'programs');

let folder: string | undefined;

/** A folder that this run has for itself; it is removed at the end of the run. */
export function temporaryFolder(): string {
  if (folder === undefined) {
    for (const left of readdirSync(tmpdir()).filter(isLeftOver)) {
      rmSync(join(tmpdir(), left), { recursive: true, force: true });
    }
    const made = realpathSync(mkdtempSync(join(tmpdir(), `${ownName()}-`)));
    atEnd(() => {
      rmSync(made, { recursive: true, force: true });
    });
    folder = made;
  }
  return folder;
}
