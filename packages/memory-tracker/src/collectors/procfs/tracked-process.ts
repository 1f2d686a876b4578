import type { Tree } from './tree';

/** No descriptor, or no executable. */
export const NONE = -1;

/**
 * One process that belongs to a tree, from look to look. Mutable, so that a look at a process that
 * is known allocates nothing. Memory in bytes, times in milliseconds of `clock.ts`.
 */
export class TrackedProcess {
  /** The trees it belongs to; a process may be in the trees of several ids. */
  readonly trees: Tree[] = [];

  /** Descriptors of /proc/PID/statm, stat and status, or NONE when they are opened for each read. */
  statm = NONE;
  stat = NONE;
  status = NONE;

  ppid = 0;
  /** It called exec() since it was forked: what it shows is its own. */
  execed = false;
  /** It counts at this look: no fork phantom. */
  counted = false;

  /** Everything was read at the last look, not statm alone. */
  thorough = false;

  rss = 0;
  /** Of it, pages of files, and shared memory as status told it last. */
  file = 0;
  shmem = 0;
  swap = Number.NaN;
  /** VmHWM as it was read last, and whether it had grown then. */
  mark = 0;
  grew = false;
  /** The smallest resident set since VmHWM was read before that. */
  low = Number.POSITIVE_INFINITY;
  /** What it runs, as a small number; NONE when that cannot be read. */
  executable = NONE;
  identified = false;

  /** Clock ticks, its own and of the children it waited for, and what of them was before our time. */
  ticks = 0;
  ticksBefore = 0;

  constructor(
    readonly pid: number,
    /** Start time in clock ticks since boot: tells it from who had the pid before. */
    readonly birth: number,
    /** It was born for this id, so its high-water mark and its CPU time count from the beginning. */
    readonly fresh: boolean,
    readonly firstSeenAt: number,
  ) {}

  get isKept(): boolean {
    return this.statm !== NONE;
  }
}
