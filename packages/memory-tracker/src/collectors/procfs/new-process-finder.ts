import {
  LastPid,
  type BirthsFrom,
  emptyStat,
  parseStat,
  emptyStatus,
  parseStatus,
  isInRange,
  pidsOf,
  sizeOf,
  type PidRange,
  GONE,
  type ProcFiles,
} from '@nx-peak/host';

/** With more new pids than that, it is cheaper to list /proc. */
const MOST_NEW_PIDS = 400;

/**
 * So many new pids that nobody had yet are looked at once more at the next look: the kernel hands
 * out the number before the process can be seen.
 */
const MOST_RETRIED = 64;

/** A process nobody knew before. */
export interface Newborn {
  readonly pid: number;
  readonly ppid: number;
}

/** Finds the processes that were born since the last look. */
export class Births {
  private readonly last: LastPid;
  /** The last pid as of the last look; undefined before the first and while all are listed. */
  private upTo: number | undefined;
  private notYetThere: number[] = [];
  /** When all processes are listed: the start times of those seen the last time, by pid. */
  private listed = new Map<number, number>();
  private readonly status = emptyStatus();
  private readonly stat = emptyStat();

  constructor(private readonly files: ProcFiles) {
    this.last = new LastPid(files);
  }

  get from(): BirthsFrom {
    return this.last.from;
  }

  /**
   * A process that is to be looked at was started just now. Whoever is born after it is found at
   * the next look, and the system's word on new pids is checked against it.
   */
  expectAfter(pid: number): void {
    this.last.verify(pid);
    const now = this.last.read();
    if (now === undefined) {
      return;
    }
    if (this.upTo === undefined) {
      const since: PidRange = { after: pid - 1, upTo: now };
      this.upTo = sizeOf(since, this.last.pidLimit) <= MOST_NEW_PIDS ? since.after : now;
    }
  }

  /** The same for a process of any age: its descendants are to be found otherwise. */
  expectFromNow(): void {
    this.upTo ??= this.last.read();
  }

  /** Who was born since the last look. */
  newborn(): Newborn[] {
    const now = this.last.read();
    if (now === undefined) {
      return this.byListing();
    }
    const range: PidRange = { after: this.upTo ?? now, upTo: now };
    if (range.after === range.upTo && this.notYetThere.length === 0) {
      return NOBODY;
    }
    const born: Newborn[] = [];
    const look = (pid: number): boolean => {
      const there = this.files.exists(`${pid}`);
      const process = there ? this.processOf(pid) : undefined;
      if (process !== undefined) {
        born.push(process);
      }
      return there;
    };
    this.notYetThere.forEach(look);
    this.notYetThere = [];
    if (sizeOf(range, this.last.pidLimit) > MOST_NEW_PIDS) {
      for (const pid of this.files.numbersIn('')) {
        if (isInRange(range, pid)) {
          look(pid);
        }
      }
    } else {
      for (const pid of pidsOf(range, this.last.pidLimit)) {
        if (!look(pid)) {
          this.notYetThere.push(pid);
        }
      }
      this.notYetThere = this.notYetThere.slice(-MOST_RETRIED);
    }
    this.upTo = now;
    return born;
  }

  /** With nothing to look at, births are of no interest until `expectAfter`. */
  pause(): void {
    this.upTo = undefined;
    this.notYetThere = [];
    this.listed = new Map();
    this.last.close();
  }

  /** A process by its pid; undefined for the threads of others, which have numbers of their own. */
  private processOf(pid: number): Newborn | undefined {
    const { status } = this;
    const length = this.files.readIfThere(`${pid}/status`);
    return length !== GONE && parseStatus(this.files.buffer, length, status) && status.tgid === pid
      ? { pid, ppid: status.ppid }
      : undefined;
  }

  private byListing(): Newborn[] {
    const { stat } = this;
    const listed = new Map<number, number>();
    const born: Newborn[] = [];
    for (const pid of this.files.numbersIn('')) {
      const length = this.files.readIfThere(`${pid}/stat`);
      if (length !== GONE && parseStat(this.files.buffer, length, stat)) {
        listed.set(pid, stat.startTicks);
        if (this.listed.get(pid) !== stat.startTicks) {
          born.push({ pid, ppid: stat.ppid });
        }
      }
    }
    if (listed.size === 0) {
      throw new Error('/proc shows no process');
    }
    this.listed = listed;
    return born;
  }
}

const NOBODY: Newborn[] = [];
