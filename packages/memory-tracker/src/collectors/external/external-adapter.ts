import { errorText } from '@nx-peak/host/procfs';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import { emptyReading } from '../../peak/reading';
import type { Collector, HeldProcess, KnownProcess, RecordReading, Root } from '../collector';
import type { ExternalCollector, TreeRss } from './external-collector';

/** A root that its collector has not found within this time has ended unseen. (ms) */
const UNSEEN_MS = 5000;

interface Tree {
  readonly key: number;
  /** The processes that were last seen, or registered since. */
  pids: Set<number>;
  registeredAt: number;
  seen: boolean;
}

/**
 * Measures with a collector that follows trees by itself: a sample takes what it found meanwhile.
 * Such a collector knows whole trees alone, so ids with other members have no sample.
 */
export class ExternalAdapter implements Collector {
  readonly name: string;
  readonly nearlyFree = false;
  readonly newProcessesFrom = undefined;
  readonly #collector: ExternalCollector;
  readonly #trees = new Map<PeakAccumulator, Tree>();
  /** Roots that are no whole trees, for the collector that may come after this one. */
  readonly #unmeasured = new Map<PeakAccumulator, KnownProcess[]>();
  readonly #reading = emptyReading();
  /** The sample whose readings are just being recorded. */
  #found: ReadonlyMap<number, TreeRss> | undefined;
  #keys = 0;
  /** Why a root could not be registered; the next sample fails for it. */
  #broken: Error | undefined;

  constructor(name: string, collector: ExternalCollector) {
    this.name = name;
    this.#collector = collector;
  }

  add(accumulator: PeakAccumulator, { pid, registeredAt, fresh, members }: Root): void {
    if (members !== 'tree') {
      const known = this.#unmeasured.get(accumulator) ?? [];
      this.#unmeasured.set(accumulator, [...known, { pid, startTime: undefined, fresh, members }]);
      return;
    }
    let tree = this.#trees.get(accumulator);
    if (tree === undefined) {
      tree = { key: ++this.#keys, pids: new Set(), registeredAt, seen: false };
      this.#trees.set(accumulator, tree);
    }
    tree.pids.add(pid);
    tree.registeredAt = registeredAt;
    tree.seen = false;
    try {
      this.#collector.add(tree.key, pid);
    } catch (error) {
      this.#broken = error instanceof Error ? error : new Error(errorText(error));
    }
  }

  drop(accumulator: PeakAccumulator): void {
    this.#unmeasured.delete(accumulator);
    const tree = this.#trees.get(accumulator);
    if (tree !== undefined) {
      this.#trees.delete(accumulator);
      this.#collector.drop(tree.key);
    }
  }

  isLive(): boolean {
    return this.#trees.size > 0;
  }

  processesOf(accumulator: PeakAccumulator): KnownProcess[] {
    const pids = this.#trees.get(accumulator)?.pids ?? [];
    return [
      ...[...pids].map((pid) => ({
        pid,
        startTime: undefined,
        fresh: true,
        members: 'tree' as const,
      })),
      ...(this.#unmeasured.get(accumulator) ?? []),
    ];
  }

  heldBy(accumulator: PeakAccumulator): HeldProcess[] {
    const rss = this.#found?.get(this.#trees.get(accumulator)?.key ?? 0) ?? [];
    return [...rss].map(([pid, bytes]) => ({ pid, ppid: undefined, bytes }));
  }

  sample(at: number, record: RecordReading): void {
    if (this.#broken !== undefined) {
      throw this.#broken;
    }
    const found = this.#collector.take();
    if (found === undefined) {
      return;
    }
    this.#found = found;
    for (const [accumulator, tree] of this.#trees) {
      const rss = found.get(tree.key);
      if (rss !== undefined && rss.size > 0) {
        tree.seen = true;
        tree.pids = new Set(rss.keys());
        this.#reading.processes = rss.size;
        this.#reading.rss = this.#reading.rssWithHwm = sum(rss.values());
        record(accumulator, this.#reading);
      } else if (tree.seen || at - tree.registeredAt > UNSEEN_MS) {
        this.#reading.processes = this.#reading.rss = this.#reading.rssWithHwm = 0;
        record(accumulator, this.#reading);
        this.drop(accumulator);
      }
    }
    this.#found = undefined;
  }

  close(): void {
    this.#trees.clear();
    this.#unmeasured.clear();
    this.#collector.close();
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
