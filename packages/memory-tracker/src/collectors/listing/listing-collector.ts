import { now } from '@nx-peak/host';
import type { ProcessLister, CollectorName, Peek, RssByPid } from './process-lister';
import { childrenByParent, type ProcessTable } from './process-table';
import {
  countedPids,
  EMPTY_TREE,
  grow,
  isLive,
  withPendingRoot,
  withSeenRoot,
  type ProcessTree,
} from './process-tree';
import { whenThere } from '../../when-there';
import { emptyReading } from '../../peak/reading';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import type { Collector, HeldProcess, KnownProcess, RecordReading, Root } from '../collector';

/** What one look found. */
interface Found {
  readonly table: ProcessTable;
  readonly pidsOf: ReadonlyMap<PeakAccumulator, readonly number[]>;
  readonly rss: RssByPid;
}

/**
 * Measures with a lister that lists all processes at every look. One list serves all ids, and a
 * process that belongs to two of them is read once.
 */
export class ListingCollector implements Collector {
  readonly nearlyFree = false;
  readonly birthsFrom = undefined;
  readonly peek?: (pid: number) => Peek | undefined;
  private readonly trees = new Map<PeakAccumulator, ProcessTree>();
  private readonly reading = emptyReading();
  /** The look whose readings are just being recorded. */
  private found: Found | undefined;

  constructor(private readonly lister: ProcessLister) {
    if (lister.peek !== undefined) {
      this.peek = (pid) => lister.peek?.(pid);
    }
  }

  get name(): CollectorName {
    return this.lister.name;
  }

  add(accumulator: PeakAccumulator, { pid, birth, registeredAt }: Root): void {
    const tree = this.trees.get(accumulator) ?? EMPTY_TREE;
    const seen = birth === undefined ? undefined : { pid, ppid: 0, birth, preExec: false };
    this.trees.set(
      accumulator,
      seen === undefined
        ? withPendingRoot(tree, pid, registeredAt)
        : withSeenRoot(tree, seen, registeredAt),
    );
  }

  drop(accumulator: PeakAccumulator): void {
    this.trees.delete(accumulator);
  }

  isLive(): boolean {
    return this.trees.size > 0;
  }

  processesOf(accumulator: PeakAccumulator): KnownProcess[] {
    const { members, pending } = this.trees.get(accumulator) ?? EMPTY_TREE;
    return [
      ...[...members].map(([pid, { birth }]) => ({ pid, birth, fresh: true })),
      ...[...pending.keys()].map((pid) => ({ pid, birth: undefined, fresh: true })),
    ];
  }

  heldBy(accumulator: PeakAccumulator): HeldProcess[] {
    const { found } = this;
    return (found?.pidsOf.get(accumulator) ?? []).flatMap((pid) => {
      const bytes = found?.rss.get(pid) ?? 0;
      return bytes > 0 ? [{ pid, ppid: found?.table.get(pid)?.ppid, bytes }] : [];
    });
  }

  look(startedAt: number, record: RecordReading): void | Promise<void> {
    return whenThere(this.lister.list(), (table) => {
      const children = childrenByParent(table);
      const times = { startedAt, now: now() };
      const pidsOf = new Map<PeakAccumulator, number[]>();
      for (const [accumulator, before] of this.trees) {
        const tree = grow(before, table, children, times);
        pidsOf.set(accumulator, countedPids(tree, table, times.now));
        if (isLive(tree)) {
          this.trees.set(accumulator, tree);
        } else {
          this.trees.delete(accumulator);
        }
      }
      return whenThere(this.lister.weigh([...new Set([...pidsOf.values()].flat())]), (rss) => {
        this.found = { table, pidsOf, rss };
        for (const [accumulator, pids] of pidsOf) {
          this.reading.processes = pids.length;
          this.reading.rss = this.reading.marked = sumOf(rss, pids);
          record(accumulator, this.reading);
        }
        this.found = undefined;
      });
    });
  }

  close(): void {
    this.trees.clear();
  }
}

/** Bytes. */
function sumOf(rss: RssByPid, pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (rss.get(pid) ?? 0), 0);
}
