import { now } from '@nx-peak/host/procfs';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import { emptyReading } from '../../peak/reading';
import type { Collector, HeldProcess, KnownProcess, RecordReading, Root } from '../collector';
import type { CollectorName } from '../collector-names';
import type { Peek } from '../process-row';
import type { ProcessLister, RssByPid } from './process-lister';
import { childrenByParent, type ProcessTable } from './process-table';
import { TrackedTrees } from './tracked-trees';
import { whenThere } from '../../when-there';

/** What one sample found. */
interface Found {
  readonly table: ProcessTable;
  readonly pidsOf: ReadonlyMap<PeakAccumulator, readonly number[]>;
  readonly rss: RssByPid;
}

/**
 * Measures with a lister that lists all processes for every sample. One list serves all ids, and a
 * process that belongs to two of them is read once.
 */
export class ListingCollector implements Collector {
  readonly nearlyFree = false;
  readonly newProcessesFrom = undefined;
  readonly peek?: (pid: number) => Peek | undefined;
  readonly #lister: ProcessLister;
  readonly #trees = new TrackedTrees();
  readonly #reading = emptyReading();
  /** The sample whose readings are just being recorded. */
  #found: Found | undefined;

  constructor(lister: ProcessLister) {
    this.#lister = lister;
    if (lister.peek !== undefined) {
      this.peek = (pid) => lister.peek?.(pid);
    }
  }

  get name(): CollectorName {
    return this.#lister.name;
  }

  add(accumulator: PeakAccumulator, root: Root): void {
    this.#trees.add(accumulator, root);
  }

  drop(accumulator: PeakAccumulator): void {
    this.#trees.drop(accumulator);
  }

  isLive(): boolean {
    return this.#trees.isLive;
  }

  processesOf(accumulator: PeakAccumulator): KnownProcess[] {
    return this.#trees.processesOf(accumulator);
  }

  heldBy(accumulator: PeakAccumulator): HeldProcess[] {
    const found = this.#found;
    return (found?.pidsOf.get(accumulator) ?? []).flatMap((pid) => {
      const bytes = found?.rss.get(pid) ?? 0;
      return bytes > 0 ? [{ pid, ppid: found?.table.get(pid)?.ppid, bytes }] : [];
    });
  }

  sample(startedAt: number, record: RecordReading): void | Promise<void> {
    return whenThere(this.#lister.list(), (table) => {
      const pidsOf = this.#trees.grow(table, childrenByParent(table), { startedAt, now: now() });
      return whenThere(this.#lister.weigh([...new Set([...pidsOf.values()].flat())]), (rss) => {
        this.#found = { table, pidsOf, rss };
        for (const [accumulator, pids] of pidsOf) {
          this.#reading.processes = pids.length;
          this.#reading.rss = this.#reading.rssWithHwm = sumOf(rss, pids);
          record(accumulator, this.#reading);
        }
        this.#found = undefined;
      });
    });
  }

  close(): void {
    this.#trees.clear();
  }
}

/** Bytes. */
function sumOf(rss: RssByPid, pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (rss.get(pid) ?? 0), 0);
}
