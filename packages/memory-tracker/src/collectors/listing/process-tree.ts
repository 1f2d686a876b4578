import { isForkPhantom } from '../fork-phantom';
import type { ChildrenByParent, ProcessTable } from './process-table';
import type { ProcessRow } from '../process-row';

/** A process known to belong to a tree. */
export interface Member {
  readonly startTime: number;
  /** Milliseconds of `clock.ts`. */
  readonly firstSeenAt: number;
}

/** The processes of one id, as far as they are known, from sample to sample. */
export interface ProcessTree {
  /** Roots whose start time is not known yet: pid -> when it was registered (milliseconds). */
  readonly pending: ReadonlyMap<number, number>;
  /** Everything seen alive at the last sample, by pid. A root that was seen is a member like others. */
  readonly members: ReadonlyMap<number, Member>;
}

/** When the table was made: listing may take a while, and roots may be registered meanwhile. */
export interface ListingTimes {
  readonly startedAt: number;
  readonly now: number;
}

export const EMPTY_TREE: ProcessTree = { pending: new Map(), members: new Map() };

/** Adds a root of which only the pid is known. */
export function withPendingRoot(tree: ProcessTree, pid: number, registeredAt: number): ProcessTree {
  return { ...tree, pending: new Map(tree.pending).set(pid, registeredAt) };
}

/** Adds a root that was seen alive. */
export function withSeenRoot(tree: ProcessTree, row: ProcessRow, now: number): ProcessTree {
  return { ...tree, members: new Map(tree.members).set(row.pid, memberOf(tree, row, now)) };
}

/** Is there anything that could still be measured? */
export function isLive(tree: ProcessTree): boolean {
  return tree.pending.size > 0 || tree.members.size > 0;
}

/**
 * The tree as the next table shows it: roots, everything that was a member and is still the same
 * process (so that a descendant whose parent died, and which therefore has a new parent now, stays),
 * and all their descendants. Another process that got the pid of a dead member has another start time
 * and is left out. A pending root that the table does not show is dead, unless it was registered after
 * the listing had begun.
 */
export function grow(
  tree: ProcessTree,
  table: ProcessTable,
  children: ChildrenByParent,
  times: ListingTimes,
): ProcessTree {
  const members = new Map<number, Member>();
  const pending = new Map<number, number>();
  const queue: ProcessRow[] = [];
  const adopt = (row: ProcessRow): void => {
    // Also what ends the walk on a table with a cycle: nobody is adopted twice.
    if (!members.has(row.pid)) {
      members.set(row.pid, memberOf(tree, row, times.now));
      queue.push(row);
    }
  };

  for (const [pid, member] of tree.members) {
    const row = stillThere(table, pid, member);
    if (row !== undefined) {
      adopt(row);
    }
  }
  for (const [pid, registeredAt] of tree.pending) {
    const row = table.get(pid);
    if (row !== undefined) {
      adopt(row);
    } else if (registeredAt >= times.startedAt) {
      pending.set(pid, registeredAt);
    }
  }
  // The queue grows while it is walked: breadth first, and no recursion to overflow.
  for (const parent of queue) {
    for (const child of children.get(parent.pid) ?? []) {
      // A child is never older than its parent, not even an adoptive one (an ancestor). Windows
      // keeps the parent's pid after the parent's death, so a process may seem to be the child of another one.
      if (child.startTime >= parent.startTime) {
        adopt(child);
      }
    }
  }
  return { pending, members };
}

/** The row of a process that was known; undefined when it is gone, or another one has its pid. */
export function stillThere(
  table: ProcessTable,
  pid: number,
  { startTime }: Member,
): ProcessRow | undefined {
  const row = table.get(pid);
  return row?.startTime === startTime ? row : undefined;
}

/** The pids whose memory counts now: all members but fork phantoms, each once. */
export function countedPids(tree: ProcessTree, table: ProcessTable, now: number): number[] {
  const pids: number[] = [];
  for (const [pid, member] of tree.members) {
    const row = table.get(pid);
    if (row !== undefined && !isForkPhantom(row, member.firstSeenAt, now)) {
      pids.push(pid);
    }
  }
  return pids;
}

/** What is known of this process as a member, or a new member that was first seen at `now` (ms). */
export function memberOf(tree: Pick<ProcessTree, 'members'>, row: ProcessRow, now: number): Member {
  const known = tree.members.get(row.pid);
  return known?.startTime === row.startTime
    ? known
    : { startTime: row.startTime, firstSeenAt: now };
}
