import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders for one test, gone after it. */
export class TemporaryFolders {
  readonly #made: string[] = [];

  make(): string {
    const folder = mkdtempSync(join(tmpdir(), 'run-record-'));
    this.#made.push(folder);
    return folder;
  }

  removeAll(): void {
    for (const folder of this.#made.splice(0)) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
