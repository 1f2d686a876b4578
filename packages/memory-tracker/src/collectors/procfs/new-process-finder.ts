import {
  emptyStat,
  emptyStatus,
  GONE,
  isInRange,
  LastPid,
  parseStat,
  parseStatus,
  pidsOf,
  sizeOf,
  type NewProcessesFrom,
  type PidRange,
  type ProcFiles,
} from '@nx-peak/host/procfs';

/** With more new pids than that, it is cheaper to list /proc. */
const MOST_NEW_PIDS = 400;

/**
 * How many new pids that nobody had yet are tried once more at the next sample: the kernel hands out
 * the number before the process can be seen.
 */
const MOST_RETRIED = 64;

/** A process nobody knew before. */
export interface NewProcess {
  readonly pid: number;
  readonly ppid: number;
}

/** Finds the processes that were started since the last sample. */
export class NewProcessFinder {
  readonly #files: ProcFiles;
  readonly #last: LastPid;
  /** The last pid as of the last sample; undefined before the first and while all are listed. */
  #upTo: number | undefined;
  #notYetThere: number[] = [];
  /** When all processes are listed: the start times of those seen the last time, by pid. */
  #listed = new Map<number, number>();
  readonly #status = emptyStatus();
  readonly #stat = emptyStat();

  constructor(files: ProcFiles) {
    this.#files = files;
    this.#last = new LastPid(files);
  }

  get from(): NewProcessesFrom {
    return this.#last.from;
  }

  /**
   * A process that is to be tracked was started just now. What is started after it is found at the
   * next sample, and the system's word on new pids is checked against it.
   */
  expectAfter(pid: number): void {
    this.#last.verify(pid);
    const now = this.#last.read();
    if (now === undefined) {
      return;
    }
    if (this.#upTo === undefined) {
      const since: PidRange = { after: pid - 1, upTo: now };
      this.#upTo = sizeOf(since, this.#last.pidLimit) <= MOST_NEW_PIDS ? since.after : now;
    }
  }

  /** A process of any age is to be tracked: its descendants are to be found otherwise. */
  expectFromNow(): void {
    this.#upTo ??= this.#last.read();
  }

  /** The processes that were started since the last sample. */
  find(): NewProcess[] {
    const now = this.#last.read();
    if (now === undefined) {
      return this.#byListing();
    }
    const range: PidRange = { after: this.#upTo ?? now, upTo: now };
    if (range.after === range.upTo && this.#notYetThere.length === 0) {
      return NOBODY;
    }
    const found: NewProcess[] = [];
    const isThere = (pid: number): boolean => {
      const there = this.#files.exists(`${pid}`);
      const process = there ? this.#processOf(pid) : undefined;
      if (process !== undefined) {
        found.push(process);
      }
      return there;
    };
    this.#notYetThere.forEach(isThere);
    this.#notYetThere = [];
    if (sizeOf(range, this.#last.pidLimit) > MOST_NEW_PIDS) {
      for (const pid of this.#files.numbersIn('')) {
        if (isInRange(range, pid)) {
          isThere(pid);
        }
      }
    } else {
      for (const pid of pidsOf(range, this.#last.pidLimit)) {
        if (!isThere(pid)) {
          this.#notYetThere.push(pid);
        }
      }
      this.#notYetThere = this.#notYetThere.slice(-MOST_RETRIED);
    }
    this.#upTo = now;
    return found;
  }

  /** With nothing to track, new processes are of no interest until `expectAfter`. */
  pause(): void {
    this.#upTo = undefined;
    this.#notYetThere = [];
    this.#listed = new Map();
    this.#last.close();
  }

  /** A process by its pid; undefined for the threads of others, which have numbers of their own. */
  #processOf(pid: number): NewProcess | undefined {
    const status = this.#status;
    const length = this.#files.readIfThere(`${pid}/status`);
    return length !== GONE && parseStatus(this.#files.buffer, length, status) && status.tgid === pid
      ? { pid, ppid: status.ppid }
      : undefined;
  }

  #byListing(): NewProcess[] {
    const stat = this.#stat;
    const listed = new Map<number, number>();
    const found: NewProcess[] = [];
    for (const pid of this.#files.numbersIn('')) {
      const length = this.#files.readIfThere(`${pid}/stat`);
      if (length !== GONE && parseStat(this.#files.buffer, length, stat)) {
        listed.set(pid, stat.startTicks);
        if (this.#listed.get(pid) !== stat.startTicks) {
          found.push({ pid, ppid: stat.ppid });
        }
      }
    }
    if (listed.size === 0) {
      throw new Error('/proc shows no process');
    }
    this.#listed = listed;
    return found;
  }
}

const NOBODY: NewProcess[] = [];
