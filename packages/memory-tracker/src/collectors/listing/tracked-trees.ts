import type { PeakAccumulator } from '../../peak/peak-accumulator';
import type { KnownProcess, Root } from '../collector';
import type { ChildrenByParent, ProcessTable } from './process-table';
import {
  countedPids,
  EMPTY_TREE,
  grow,
  isLive,
  withPendingRoot,
  withSeenRoot,
  type ListingTimes,
  type Member,
  type ProcessTree,
} from './process-tree';
import {
  countedUnclaimed,
  EMPTY_UNCLAIMED,
  growUnclaimed,
  type UnclaimedTree,
} from './unclaimed-tree';

/** A tree that claims its processes. */
interface ClaimingTree {
  readonly kind: 'tree' | 'process';
  tree: ProcessTree;
}

const NO_CHILDREN: ChildrenByParent = new Map();

/** The trees of all ids, from sample to sample, and what each of them counts. */
export class TrackedTrees {
  readonly #claiming = new Map<PeakAccumulator, ClaimingTree>();
  readonly #unclaimed = new Map<PeakAccumulator, UnclaimedTree>();

  get isLive(): boolean {
    return this.#claiming.size + this.#unclaimed.size > 0;
  }

  add(accumulator: PeakAccumulator, root: Root): void {
    const { pid, startTime, registeredAt, members } = root;
    if (members === 'unclaimed-descendants') {
      this.#addUnclaimed(accumulator, root);
      return;
    }
    const { tree } = this.#claiming.get(accumulator) ?? { tree: EMPTY_TREE };
    const seen = startTime === undefined ? undefined : { pid, ppid: 0, startTime, preExec: false };
    this.#claiming.set(accumulator, {
      kind: members,
      tree:
        seen === undefined
          ? withPendingRoot(tree, pid, registeredAt)
          : withSeenRoot(tree, seen, registeredAt),
    });
  }

  drop(accumulator: PeakAccumulator): void {
    this.#claiming.delete(accumulator);
    this.#unclaimed.delete(accumulator);
  }

  clear(): void {
    this.#claiming.clear();
    this.#unclaimed.clear();
  }

  /** What another collector needs to go on. */
  processesOf(accumulator: PeakAccumulator): KnownProcess[] {
    const { kind: members, tree } = this.#claiming.get(accumulator) ?? {
      kind: 'unclaimed-descendants' as const,
      tree: this.#rootsOf(accumulator),
    };
    return [
      ...[...tree.members].map(([pid, { startTime }]) => ({
        pid,
        startTime,
        fresh: true,
        members,
      })),
      ...[...tree.pending.keys()].map((pid) => ({
        pid,
        startTime: undefined,
        fresh: true,
        members,
      })),
    ];
  }

  /** Brings all trees to what a table shows, and drops those without anybody. The pids that count. */
  grow(
    table: ProcessTable,
    children: ChildrenByParent,
    times: ListingTimes,
  ): Map<PeakAccumulator, number[]> {
    const pidsOf = new Map<PeakAccumulator, number[]>();
    const claimed = new Set<number>();
    for (const [accumulator, known] of this.#claiming) {
      const tree = grow(
        known.tree,
        table,
        known.kind === 'process' ? NO_CHILDREN : children,
        times,
      );
      known.tree = tree;
      pidsOf.set(accumulator, countedPids(tree, table, times.now));
      for (const pids of [tree.members, tree.pending]) {
        for (const pid of pids.keys()) {
          claimed.add(pid);
        }
      }
      if (!isLive(tree)) {
        this.#claiming.delete(accumulator);
      }
    }
    this.#growUnclaimed(table, children, times, claimed, pidsOf);
    return pidsOf;
  }

  #growUnclaimed(
    table: ProcessTable,
    children: ChildrenByParent,
    times: ListingTimes,
    claimed: ReadonlySet<number>,
    pidsOf: Map<PeakAccumulator, number[]>,
  ): void {
    const before = [...this.#unclaimed];
    const trees = before.map(([, tree]) => tree);
    const grown = growUnclaimed(trees, table, children, times, claimed);
    grown.forEach((tree, i) => {
      const accumulator = before[i]?.[0];
      if (accumulator !== undefined) {
        pidsOf.set(accumulator, countedUnclaimed(tree, table, times.now));
        if (tree.pending.size + tree.roots.size + tree.members.size > 0) {
          this.#unclaimed.set(accumulator, tree);
        } else {
          this.#unclaimed.delete(accumulator);
        }
      }
    });
  }

  #addUnclaimed(accumulator: PeakAccumulator, { pid, startTime, registeredAt }: Root): void {
    const tree = this.#unclaimed.get(accumulator) ?? EMPTY_UNCLAIMED;
    this.#unclaimed.set(
      accumulator,
      startTime === undefined
        ? { ...tree, pending: new Map(tree.pending).set(pid, registeredAt) }
        : {
            ...tree,
            roots: new Map(tree.roots).set(pid, { startTime, firstSeenAt: registeredAt }),
          },
    );
  }

  #rootsOf(accumulator: PeakAccumulator): ProcessTree {
    const { roots, pending } = this.#unclaimed.get(accumulator) ?? EMPTY_UNCLAIMED;
    const members: ReadonlyMap<number, Member> = roots;
    return { members, pending };
  }
}
