import {
  cgroupsOf,
  readCgroupOomCounts,
  readCgroupOomKills,
  readHostOomKills,
  readMemoryLimit,
  type Cgroup,
  type MemoryLimit,
} from '@nx-peak/host';
import { type Counter, OomKillLedger } from './oom-kill-ledger';

/** The cgroups from that of some process up, as they were when first seen. */
export interface WatchedCgroups {
  /** The group itself; undefined where none can be seen. */
  readonly own: Cgroup | undefined;
  readonly limit: MemoryLimit | undefined;
  /** How often a limit was reached by then, by folder. */
  readonly limitReached: ReadonlyMap<string, number>;
}

/**
 * Reads the counters of out-of-memory kills into a ledger. One is read at the start and end of
 * every task: that of nx's own cgroup (9 microseconds) or, where there is none, that of the
 * machine (25, more on machines with many processors). All are read when a task fails.
 */
export class OomCounters {
  readonly ledger = new OomKillLedger();
  #nx: WatchedCgroups | undefined;

  /** The groups of nx itself, which are those of most tasks. */
  get nx(): WatchedCgroups {
    this.#nx ??= this.watch('self');
    return this.#nx;
  }

  /** Begins to watch the groups of a process. */
  watch(pid: number | 'self'): WatchedCgroups {
    return this.#watchAll(cgroupsOf(pid), readMemoryLimit(pid));
  }

  /** Begins to watch a group that was made for a task, under the same limits as nx. */
  watchChild(group: Cgroup): WatchedCgroups {
    return this.#watchAll([group, ...cgroupsOf('self')], this.nx.limit);
  }

  #watchAll(groups: readonly Cgroup[], limit: MemoryLimit | undefined): WatchedCgroups {
    const reached = groups.flatMap((group) => {
      const times = readCgroupOomCounts(group)?.limitReached;
      return times === undefined ? [] : [[group.directory, times] as const];
    });
    const watched = { own: groups[0], limit, limitReached: new Map(reached) };
    this.#readGroup(watched.own);
    return watched;
  }

  /** The first task of a run is about to start: what is counted from now on is of this run. */
  begin(): void {
    if (!this.ledger.knows('machine')) {
      this.#readGroup(this.nx.own);
      this.#readMachine();
    }
  }

  /** The one look that every task costs at its start and its end. */
  glance(): void {
    if (this.counterOf(this.nx) === 'machine') {
      this.#readMachine();
    } else {
      this.#readGroup(this.nx.own);
    }
  }

  /** Reads all there are, for a task whose processes are in these groups. */
  readAll(groups: WatchedCgroups): void {
    this.#readMachine();
    this.#readGroup(this.nx.own);
    if (groups !== this.nx) {
      this.#readGroup(groups.own);
    }
  }

  /** The counter that tells most about processes in these groups; undefined without any. */
  counterOf({ own }: WatchedCgroups): Counter | undefined {
    const group = own && { group: own.path };
    if (group !== undefined && this.ledger.knows(group)) {
      return group;
    }
    return this.ledger.knows('machine') ? 'machine' : undefined;
  }

  /** Whether a limit of these groups was reached since they are watched. */
  limitWasReached({ own, limitReached }: WatchedCgroups): boolean | undefined {
    if (own === undefined || limitReached.size === 0) {
      return undefined;
    }
    return [...limitReached].some(([directory, times]) => {
      const now = readCgroupOomCounts({ ...own, directory })?.limitReached;
      return now !== undefined && now > times;
    });
  }

  #readGroup(group: Cgroup | undefined): void {
    const kills = group && readCgroupOomKills(group);
    if (group !== undefined && kills !== undefined) {
      this.ledger.read({ group: group.path }, kills, performance.now());
    }
  }

  #readMachine(): void {
    const kills = readHostOomKills();
    if (kills !== undefined) {
      this.ledger.read('machine', kills, performance.now());
    }
  }
}
