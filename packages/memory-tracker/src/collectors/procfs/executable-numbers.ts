import type { ProcFiles } from '@nx-peak/host/procfs';

/** The number of an executable that is not known. */
export const NO_EXECUTABLE = -1;

/** More kinds of executables than this are not told apart. */
const MOST_EXECUTABLES = 4096;

/** Gives each executable a small number, so that processes which share one can be found. */
export class ExecutableNumbers {
  readonly #files: ProcFiles;
  readonly #byPath = new Map<string, number>();

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  /** The number of what a process runs; NO_EXECUTABLE when that cannot be read. */
  of(pid: number): number {
    const path = this.#files.link(`${pid}/exe`);
    if (path === undefined) {
      return NO_EXECUTABLE;
    }
    let number = this.#byPath.get(path);
    if (number === undefined && this.#byPath.size < MOST_EXECUTABLES) {
      number = this.#byPath.size;
      this.#byPath.set(path, number);
    }
    return number ?? NO_EXECUTABLE;
  }

  /** Forgets all numbers; to be called when no process is tracked that has one. */
  clear(): void {
    this.#byPath.clear();
  }
}
