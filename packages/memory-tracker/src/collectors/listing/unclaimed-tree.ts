import { isForkPhantom } from '../fork-phantom';
import { UNCLAIMED_AFTER_MS } from '../members';
import type { ProcessRow } from '../process-row';
import type { ChildrenByParent, ProcessTable } from './process-table';
import { stillThere, type ListingTimes, type Member, memberOf } from './process-tree';

/** What is known of the unclaimed descendants of an id, from sample to sample. */
export interface UnclaimedTree {
  /** Roots whose start time is not known yet: pid -> when it was registered (milliseconds). */
  readonly pending: ReadonlyMap<number, number>;
  /** The processes whose descendants these are. They do not count themselves. */
  readonly roots: ReadonlyMap<number, Member>;
  readonly members: ReadonlyMap<number, Member>;
}

export const EMPTY_UNCLAIMED: UnclaimedTree = {
  pending: new Map(),
  roots: new Map(),
  members: new Map(),
};

/**
 * The trees as the next table shows them: what descends from their roots, and every former member
 * that is still the same process, without those that are claimed. What is below the root of another
 * one of these trees belongs to that one.
 *
 * @param claimed pids that belong to somebody else
 */
export function growUnclaimed(
  trees: readonly UnclaimedTree[],
  table: ProcessTable,
  children: ChildrenByParent,
  times: ListingTimes,
  claimed: ReadonlySet<number>,
): UnclaimedTree[] {
  const rooted = trees.map((tree) => ({ tree, ...rootsOf(tree, table, times) }));
  const allRoots = new Set(rooted.flatMap(({ roots }) => [...roots.keys()]));
  const found = rooted.map(({ roots }) => descendantsOf(roots.keys(), table, children, allRoots));
  const owned = new Set([...claimed, ...found.flatMap((rows) => [...rows.keys()])]);
  return rooted.map(({ tree, pending, roots }, i) => {
    const members = new Map<number, Member>();
    for (const row of found[i]?.values() ?? []) {
      if (!claimed.has(row.pid)) {
        members.set(row.pid, memberOf(tree, row, times.now));
      }
    }
    for (const [pid, member] of tree.members) {
      // Its parents are gone.
      if (!owned.has(pid) && stillThere(table, pid, member) !== undefined) {
        members.set(pid, member);
      }
    }
    return { pending, roots, members };
  });
}

/** The pids that count: those which have been unclaimed for long enough, without fork phantoms. */
export function countedUnclaimed(tree: UnclaimedTree, table: ProcessTable, now: number): number[] {
  return [...tree.members].flatMap(([pid, { firstSeenAt }]) => {
    const row = table.get(pid);
    return row !== undefined &&
      now - firstSeenAt >= UNCLAIMED_AFTER_MS &&
      !isForkPhantom(row, firstSeenAt, now)
      ? [pid]
      : [];
  });
}

function rootsOf(
  tree: UnclaimedTree,
  table: ProcessTable,
  { startedAt, now }: ListingTimes,
): Pick<UnclaimedTree, 'pending' | 'roots'> {
  const roots = new Map<number, Member>();
  const pending = new Map<number, number>();
  for (const [pid, member] of tree.roots) {
    if (stillThere(table, pid, member) !== undefined) {
      roots.set(pid, member);
    }
  }
  for (const [pid, registeredAt] of tree.pending) {
    const row = table.get(pid);
    if (row !== undefined) {
      roots.set(pid, { startTime: row.startTime, firstSeenAt: now });
    } else if (registeredAt >= startedAt) {
      pending.set(pid, registeredAt);
    }
  }
  return { pending, roots };
}

/** Rows by pid, without the roots. The roots of others are in it, but not what is below them. */
function descendantsOf(
  roots: Iterable<number>,
  table: ProcessTable,
  children: ChildrenByParent,
  allRoots: ReadonlySet<number>,
): Map<number, ProcessRow> {
  const found = new Map<number, ProcessRow>();
  const queue = [...roots].flatMap((pid) => table.get(pid) ?? []);
  const own = new Set(queue.map(({ pid }) => pid));
  // The queue grows while it is walked.
  for (const parent of queue) {
    for (const child of children.get(parent.pid) ?? []) {
      // See `grow`: a child is never older than its parent.
      if (child.startTime >= parent.startTime && !own.has(child.pid) && !found.has(child.pid)) {
        found.set(child.pid, child);
        if (!allRoots.has(child.pid)) {
          queue.push(child);
        }
      }
    }
  }
  return found;
}
