import {
  DescriptorBudget,
  emptyStat,
  emptyStatus,
  errorCode,
  GONE,
  parseRunDelay,
  parseStat,
  parseStatm,
  parseStatus,
  type ProcFiles,
  type Statm,
} from '@nx-peak/host/procfs';
import { ExecutableNumbers } from './executable-numbers';

/** Descriptors of /proc/PID/statm, stat and status, kept open from sample to sample. */
export interface KeptFiles {
  readonly statm: number;
  readonly stat: number;
  readonly status: number;
}

const KEPT = ['statm', 'status', 'stat'] as const;

/** In place of a descriptor that was not opened. */
const NOT_OPEN = -1;

/**
 * Reads the files of one process after the other. What a file said stays here until the next file
 * of its kind is read, so that nothing is allocated for a sample.
 */
export class ProcessReader {
  readonly stat = emptyStat();
  readonly statm: Statm = { resident: 0, shared: 0 };
  readonly status = emptyStatus();
  readonly executables: ExecutableNumbers;
  readonly #files: ProcFiles;
  readonly #budget: DescriptorBudget;

  constructor(files: ProcFiles) {
    this.#files = files;
    this.#budget = new DescriptorBudget(files);
    this.executables = new ExecutableNumbers(files);
  }

  get pageBytes(): number {
    return this.#files.units().pageBytes;
  }

  /** Reads into `stat`. False when the process is gone or not ours to read. */
  readStat(pid: number, kept: KeptFiles | undefined): boolean {
    const length = this.#lengthOf(pid, 'stat', kept?.stat);
    return length !== GONE && parseStat(this.#files.buffer, length, this.stat);
  }

  /** Reads into `statm`. False when the process is gone or not ours to read. */
  readStatm(pid: number, kept: KeptFiles | undefined): boolean {
    const length = this.#lengthOf(pid, 'statm', kept?.statm);
    return length !== GONE && parseStatm(this.#files.buffer, length, this.statm);
  }

  /** Reads into `status`. False when the process is gone or not ours to read. */
  readStatus(pid: number, kept: KeptFiles | undefined): boolean {
    const length = this.#lengthOf(pid, 'status', kept?.status);
    return length !== GONE && parseStatus(this.#files.buffer, length, this.status);
  }

  /** For how long a process was ready to run and had no processor, in milliseconds. */
  runDelayMs(pid: number): number {
    const length = this.#files.readIfThere(`${pid}/schedstat`);
    return length === GONE ? 0 : parseRunDelay(this.#files.buffer, length) / 1e6;
  }

  /** Opens the files of a process to be kept; undefined when it is gone, or there are too many. */
  open(pid: number): KeptFiles | undefined {
    if (!this.#budget.take()) {
      return undefined;
    }
    const opened = { statm: NOT_OPEN, stat: NOT_OPEN, status: NOT_OPEN };
    try {
      for (const name of KEPT) {
        opened[name] = this.#files.open(`${pid}/${name}`);
        if (opened[name] === GONE) {
          this.close(opened);
          return undefined;
        }
      }
      return opened;
    } catch (error) {
      this.close(opened);
      if (['EMFILE', 'ENFILE'].includes(errorCode(error))) {
        this.#budget.exhausted();
        return undefined;
      }
      throw error;
    }
  }

  close(kept: KeptFiles): void {
    for (const name of KEPT) {
      if (kept[name] !== NOT_OPEN && kept[name] !== GONE) {
        this.#files.close(kept[name]);
      }
    }
    this.#budget.giveBack();
  }

  #lengthOf(pid: number, name: string, kept: number | undefined): number {
    return kept === undefined
      ? this.#files.readIfThere(`${pid}/${name}`)
      : this.#files.readKept(kept);
  }
}
