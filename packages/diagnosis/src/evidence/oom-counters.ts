import {
  cgroupsOf,
  KeptOpen,
  readCgroupOomCounts,
  readCgroupOomKills,
  readHostOomKills,
  readMemoryLimit,
  type Cgroup,
  type MemoryLimit,
} from '@nx-peak/host';
import { HOST_COUNTER, type Counter, OomKillLedger } from '../rules/oom-kill-ledger';

/** The cgroups of a process, as they were when watching them began. */
export interface WatchedCgroups {
  /** The cgroup of the process itself; undefined where none can be seen. */
  readonly own: Cgroup | undefined;
  /** The limit that holds for the process, set by this cgroup or one above it. */
  readonly limit: MemoryLimit | undefined;
  /** How often the limit of each cgroup had been reached by then, by folder. */
  readonly limitReached: ReadonlyMap<string, number>;
}

/**
 * Reads the counters of out-of-memory kills into a ledger. One of them is read at the start and the
 * end of every task: that of this process's own cgroup (4 microseconds, kept open) or, where there is
 * none, that of the host (25, more with many processors). All are read when a task fails.
 */
export class OomCounters {
  readonly ledger = new OomKillLedger();
  readonly #kept = new KeptOpen();
  #ours: WatchedCgroups | undefined;

  /** The cgroups of this process, which are those of most tasks. */
  get ours(): WatchedCgroups {
    this.#ours ??= this.watch('self');
    return this.#ours;
  }

  /** Gives back what is kept open to read the counters. */
  close(): void {
    this.#kept.close();
  }

  /** Begins to watch the cgroups of a process. */
  watch(pid: number | 'self'): WatchedCgroups {
    return this.#watchAll(cgroupsOf(pid), readMemoryLimit(pid));
  }

  /** Begins to watch a cgroup that was made for a task, under the same limits as this process. */
  watchChild(cgroup: Cgroup): WatchedCgroups {
    return this.#watchAll([cgroup, ...cgroupsOf('self')], this.ours.limit);
  }

  #watchAll(cgroups: readonly Cgroup[], limit: MemoryLimit | undefined): WatchedCgroups {
    const reached = cgroups.flatMap((cgroup) => {
      const times = readCgroupOomCounts(cgroup)?.limitReached;
      return times === undefined ? [] : [[cgroup.directory, times] as const];
    });
    const watched = { own: cgroups[0], limit, limitReached: new Map(reached) };
    this.#readCgroup(watched.own);
    return watched;
  }

  /** The first task of a run is about to start: kills count from now on. */
  begin(): void {
    if (!this.ledger.knows(HOST_COUNTER)) {
      this.#readCgroup(this.ours.own);
      this.#readHost();
    }
  }

  /** Reads the one counter that is read at the start and the end of every task. */
  readOne(): void {
    if (this.counterOf(this.ours)?.kind === 'host') {
      this.#readHost();
    } else {
      this.#readCgroup(this.ours.own);
    }
  }

  /** Reads every counter that matters for a task whose processes are in these cgroups. */
  readAll(cgroups: WatchedCgroups): void {
    this.#readHost();
    this.#readCgroup(this.ours.own);
    if (cgroups !== this.ours) {
      this.#readCgroup(cgroups.own);
    }
  }

  /** The most specific counter for processes in these cgroups; undefined without any. */
  counterOf({ own }: WatchedCgroups): Counter | undefined {
    const counter: Counter | undefined = own && { kind: 'cgroup', path: own.path };
    if (counter !== undefined && this.ledger.knows(counter)) {
      return counter;
    }
    return this.ledger.knows(HOST_COUNTER) ? HOST_COUNTER : undefined;
  }

  /**
   * Whether a limit of these cgroups was reached since watching them began; undefined where the
   * kernel does not count that.
   */
  limitWasReached({ own, limitReached }: WatchedCgroups): boolean | undefined {
    if (own === undefined || limitReached.size === 0) {
      return undefined;
    }
    return [...limitReached].some(([directory, times]) => {
      const now = readCgroupOomCounts({ ...own, directory })?.limitReached;
      return now !== undefined && now > times;
    });
  }

  #readCgroup(cgroup: Cgroup | undefined): void {
    // Those of tasks are read a few times at most, and are gone when the task is.
    const read = cgroup === this.#ours?.own ? this.#kept.read : undefined;
    const kills = cgroup && readCgroupOomKills(cgroup, read);
    if (cgroup !== undefined && kills !== undefined) {
      this.ledger.read({ kind: 'cgroup', path: cgroup.path }, kills, performance.now());
    }
  }

  #readHost(): void {
    const kills = readHostOomKills(this.#kept.read);
    if (kills !== undefined) {
      this.ledger.read(HOST_COUNTER, kills, performance.now());
    }
  }
}
