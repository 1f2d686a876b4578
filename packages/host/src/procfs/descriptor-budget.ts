import { GONE, type ProcFiles } from './proc-files';

/** More processes than that are read without keeping their files open. */
const MOST_PROCESSES = 512;

/** statm, stat and status. */
export const DESCRIPTORS_EACH = 3;

/** The share of the process's own limit that may be taken from whoever we run in. */
const SHARE = 1 / 4;

/** The soft limit in `/proc/self/limits` (proc_pid_limits(5)); undefined when it is not in there. */
export function parseOpenFilesLimit(text: string): number | undefined {
  const match = /^Max open files +(\d+|unlimited) /m.exec(text)?.[1];
  return match === undefined ? undefined : match === 'unlimited' ? Infinity : Number(match);
}

/** How many processes may have their files kept open. */
export class DescriptorBudget {
  #left: number | undefined;

  readonly #files: ProcFiles;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  /** May the files of one more process be kept open? */
  take(): boolean {
    this.#left ??= mostProcesses(this.#files);
    if (this.#left <= 0) {
      return false;
    }
    this.#left--;
    return true;
  }

  giveBack(): void {
    this.#left = (this.#left ?? 0) + 1;
  }

  /** The system has no more to give (EMFILE, ENFILE): what is held now is the most from here on. */
  exhausted(): void {
    this.#left = 0;
  }
}

function mostProcesses(files: ProcFiles): number {
  const length = files.readIfThere('self/limits');
  const limit =
    length === GONE ? undefined : parseOpenFilesLimit(files.buffer.toString('latin1', 0, length));
  return Math.min(MOST_PROCESSES, Math.floor(((limit ?? 0) * SHARE) / DESCRIPTORS_EACH));
}
