import { PF_FORKNOEXEC } from '@nx-peak/host/procfs';
import { PHANTOM_MAX_AGE_MS } from '../fork-phantom';
import { NO_EXECUTABLE } from './executable-numbers';
import type { KeptFiles, ProcessReader } from './process-reader';

/** What a process must know of a tree that it belongs to. */
export interface OwningTree {
  /** Everything is read in this sample: status and stat, not statm alone. */
  readonly fullRead: boolean;
}

/**
 * One process that belongs to a tree, from sample to sample. Mutable, so that a sample of a process
 * that is known allocates nothing. Memory in bytes, times in milliseconds of `clock.ts`.
 */
export class TrackedProcess<Tree extends OwningTree> {
  /** The trees it belongs to; a process may be in the trees of several ids. */
  readonly trees: Tree[] = [];
  /** The tree that its unclaimed descendants belong to, but not itself. */
  anchorOf: Tree | undefined;

  readonly pid: number;
  /** Clock ticks since boot: tells it from who had the pid before. */
  readonly startTime: number;
  /** It was started for its id, so its high-water mark and its CPU time count from the beginning. */
  readonly fresh: boolean;
  readonly firstSeenAt: number;
  ppid: number;

  /** Resident memory at the last sample, and how much of it is pages of files. */
  rss = 0;
  file = 0;
  /** NaN until `status` was read. */
  swap = Number.NaN;
  /** VmHWM when it was read last. */
  hwm: number;
  /** The high-water mark had grown when it was read last. */
  hwmGrew = false;
  /** The smallest resident set since VmHWM was read before that. */
  minRss = Number.POSITIVE_INFINITY;
  /** What it runs, see `ExecutableNumbers`. */
  executable = NO_EXECUTABLE;

  /** User and system time in clock ticks: its own, and with that of the children it waited for. */
  ownTicks: number;
  ticks: number;

  readonly #reader: ProcessReader;
  /** Undefined when the files are opened for each read. */
  #kept: KeptFiles | undefined;
  /** It called exec() since it was forked: what it shows is its own. */
  #execed: boolean;
  /** It is no fork phantom, see `isForkPhantom`. */
  #counted = false;
  #identified = false;
  #wasFullRead = false;
  /** Shared memory as `status` said last. */
  #shmem = 0;
  /** Clock ticks that it had taken before it was tracked. */
  readonly #ownTicksBefore: number;
  readonly #ticksBefore: number;

  /** Opens a process; undefined when it is gone. */
  static open<Tree extends OwningTree>(
    reader: ProcessReader,
    pid: number,
    fresh: boolean,
    at: number,
  ): TrackedProcess<Tree> | undefined {
    const kept = reader.open(pid);
    // Read last: as long as this one answers, all three are of the same process.
    if (!reader.readStat(pid, kept) || reader.stat.pid !== pid) {
      if (kept !== undefined) {
        reader.close(kept);
      }
      return undefined;
    }
    return new TrackedProcess<Tree>(reader, kept, fresh, at);
  }

  /** Tracks the process whose `stat` was just read. */
  private constructor(
    reader: ProcessReader,
    kept: KeptFiles | undefined,
    fresh: boolean,
    at: number,
  ) {
    const { pid, ppid, startTicks, flags, ownTicks, childTicks } = reader.stat;
    this.#reader = reader;
    this.#kept = kept;
    this.pid = pid;
    this.ppid = ppid;
    this.startTime = startTicks;
    this.fresh = fresh;
    this.firstSeenAt = at;
    this.hwm = fresh ? 0 : Number.NaN;
    this.#execed = (flags & PF_FORKNOEXEC) === 0;
    this.ownTicks = ownTicks;
    this.ticks = ownTicks + childTicks;
    this.#ownTicksBefore = fresh ? 0 : this.ownTicks;
    this.#ticksBefore = fresh ? 0 : this.ticks;
  }

  /** It adds to a sum: it has memory, and what it shows is its own. */
  get isCounted(): boolean {
    return this.#counted && this.rss > 0;
  }

  /**
   * Bytes in a sum with high-water marks: processes whose marks grew are taken to have been there
   * together; the others count with the least they had meanwhile.
   */
  get rssWithHwm(): number {
    return this.hwmGrew ? this.hwm : this.minRss;
  }

  /** Clock ticks since it was tracked, its own. */
  get trackedOwnTicks(): number {
    return this.ownTicks - this.#ownTicksBefore;
  }

  /** Clock ticks since it was tracked, with those of the children it waited for. */
  get trackedTicks(): number {
    return this.ticks - this.#ticksBefore;
  }

  /** Reads what is due. False when it is gone. */
  read(at: number): boolean {
    let full = false;
    for (const tree of this.trees) {
      full ||= tree.fullRead;
    }
    if (this.#wasFullRead) {
      this.minRss = this.rss;
    }
    this.#wasFullRead = full;
    this.hwmGrew = false;
    // Before the memory: once the fork flag is down, what is read after it is the process's own.
    if ((full || !this.#execed || this.#kept === undefined) && !this.readStat()) {
      return false;
    }
    this.#counted ||= this.#execed || this.#isForkServer(at - this.firstSeenAt);
    if (!this.#counted) {
      this.rss = 0;
      return true;
    }
    if (!this.#identified) {
      this.#identified = true;
      this.executable = this.#reader.executables.of(this.pid);
    }
    return full ? this.#readStatus() : this.#readStatm();
  }

  /** Reads parent and CPU time. False when it is gone. */
  readStat(): boolean {
    const { stat } = this.#reader;
    if (!this.#reader.readStat(this.pid, this.#kept) || stat.startTicks !== this.startTime) {
      return false;
    }
    this.ppid = stat.ppid;
    this.#execed ||= (stat.flags & PF_FORKNOEXEC) === 0;
    this.ownTicks = stat.ownTicks;
    this.ticks = stat.ownTicks + stat.childTicks;
    return true;
  }

  /** Gives back its descriptors. */
  close(): void {
    if (this.#kept !== undefined) {
      this.#reader.close(this.#kept);
      this.#kept = undefined;
    }
  }

  /**
   * Is it too old to be on its way to exec()? Time for which it was ready to run and had no
   * processor does not count: on a busy machine that alone may be longer than the whole way.
   */
  #isForkServer(ageMs: number): boolean {
    return (
      ageMs > PHANTOM_MAX_AGE_MS && ageMs - this.#reader.runDelayMs(this.pid) > PHANTOM_MAX_AGE_MS
    );
  }

  #readStatm(): boolean {
    const { statm, pageBytes } = this.#reader;
    if (!this.#reader.readStatm(this.pid, this.#kept)) {
      return false;
    }
    this.rss = statm.resident * pageBytes;
    this.file = Math.max(0, statm.shared * pageBytes - this.#shmem);
    this.minRss = Math.min(this.minRss, this.rss);
    return true;
  }

  #readStatus(): boolean {
    const { status } = this.#reader;
    if (!this.#reader.readStatus(this.pid, this.#kept)) {
      return false;
    }
    this.rss = status.resident;
    this.file = status.file;
    this.#shmem = Number.isNaN(status.shmem) ? 0 : status.shmem;
    this.swap = status.swap;
    this.minRss = Math.min(this.minRss, this.rss);
    if (status.highWater > 0) {
      // A high-water mark that fell is a new one: exec() gave the process new memory and a program.
      if (status.highWater < this.hwm) {
        this.executable = this.#reader.executables.of(this.pid);
      }
      this.hwmGrew = status.highWater !== this.hwm && !Number.isNaN(this.hwm);
      this.hwm = status.highWater;
    }
    return true;
  }
}
