import { now, toEpoch, errorText, type BirthsFrom } from '@nx-peak/host';
import type { CollectorFactory } from '../collectors/create-collector';
import type { Collector, HeldProcess, KnownProcess, Root } from '../collectors/collector';
import type { CollectorChain } from '../collectors/collector-chain';
import type { CollectorName, Peek } from '../collectors/listing/process-lister';
import type { PeakProcesses } from '../peak/peak-processes';
import type { Reading } from '../peak/reading';
import type { PeakAccumulator } from '../peak/peak-accumulator';
import {
  intervalRaised,
  intervalRestored,
  collectorGivenUp,
  type TrackerNotice,
} from '../tracker-notice';
import type { CollectorGivenUp } from '../tracker-status';
import { isPromise } from '../when-there';
import { afterLook, closedBreaker, type Breaker } from './circuit-breaker';
import { orTimeout } from './or-timeout';
import { ProcessNames } from './process-names';
import {
  growthGap,
  nextLookAt,
  regularGap,
  stillEarly,
  type LastLook,
  type Registration,
} from './schedule';

/** A collector that fails so often in a row, */
export const MAX_FAILURES = 3;

/** and for so long, is given up: being out of file descriptors for a moment is no reason. (ms) */
export const MIN_FAILING_MS = 1000;

/** After a failed look, the next one waits for so long. (ms) */
const RETRY_MS = 250;

/** A look that takes longer has failed: somebody's `ps` hangs. Milliseconds. */
const LOOK_LIMIT_MS = 10_000;

/** The cheapest of so many looks is what a look costs: single slow ones say nothing. */
const COSTS_KEPT = 3;

/** So many processes of a peak are listed. */
const MOST_LISTED = 20;

/** What is known of a root at once: `later` when only a look can tell. */
export type FirstSight =
  | { readonly kind: 'seen'; readonly peek: Peek; readonly ageMs: number | undefined }
  | { readonly kind: 'gone' }
  | { readonly kind: 'later' };

export interface SamplerOptions {
  readonly chain: CollectorChain;
  readonly createCollector: CollectorFactory;
  readonly intervalMs: number;
  /** Told of every sample. Must not throw. */
  readonly onSample?:
    ((accumulator: PeakAccumulator, bytes: number, at: number) => void) | undefined;
  /** Told which processes made a peak, when it is one that those told before do not explain. */
  readonly onPeakProcesses?:
    ((accumulator: PeakAccumulator, listed: PeakProcesses) => void) | undefined;
  /** Must not throw. */
  readonly notify: (notice: TrackerNotice) => void;
}

/**
 * Decides when to look, looks with the collector in use, watches what it costs, and moves on to the
 * next one when one fails. Looks never overlap, and nothing in here throws at the caller. It has no
 * timer: who owns it waits until the look that is due, on whatever thread that is.
 */
export class Sampler {
  private readonly options: SamplerOptions;
  private readonly untried: CollectorName[];
  private readonly abandoned: CollectorGivenUp[] = [];
  private readonly accumulators = new Set<PeakAccumulator>();
  private collector: Collector | undefined;
  private failures = 0;
  /** When the first of those failures was. */
  private failingSince: number | undefined;
  private breaker: Breaker;
  private registrations: Registration[] = [];
  private liveSince: number | undefined;
  private lastLook: LastLook | undefined;
  private readonly costs: number[] = [];
  private names: ProcessNames | undefined;
  private inFlight = false;
  /** The number of the current look. A look that was waited for in vain has an older one. */
  private lookNumber = 0;
  private disposed = false;

  constructor(options: SamplerOptions) {
    this.options = options;
    this.untried = [...options.chain.collectors];
    this.breaker = closedBreaker(options.intervalMs);
    this.collector = this.nextCollector();
  }

  get collectorName(): CollectorName | undefined {
    return this.collector?.name;
  }

  get birthsFrom(): BirthsFrom | undefined {
    return this.collector?.birthsFrom;
  }

  /** The longest gap between two looks, in milliseconds. */
  get intervalMs(): number {
    return this.breaker.intervalMs;
  }

  get lastLookMs(): number | undefined {
    return this.lastLook?.costMs;
  }

  get givenUp(): readonly CollectorGivenUp[] {
    return this.abandoned;
  }

  /** The last look worked. */
  get isHealthy(): boolean {
    return this.lastLook !== undefined && this.failures === 0;
  }

  /** A root was registered that nobody has seen yet. */
  get hasUnseen(): boolean {
    const lastStart = this.lastLook?.startedAt ?? Number.NEGATIVE_INFINITY;
    return (
      !this.inFlight &&
      this.failures === 0 &&
      this.registrations.some(({ at, peeked }) => !peeked && at >= lastStart)
    );
  }

  /** Reads one process at once, where the collector can. */
  firstSight(pid: number): FirstSight {
    const { collector } = this;
    if (collector?.peek === undefined) {
      return { kind: 'later' };
    }
    try {
      const peek = collector.peek(pid);
      return peek === undefined
        ? { kind: 'gone' }
        : { kind: 'seen', peek, ageMs: collector.ageOf?.(peek.row.birth) };
    } catch {
      // The look that this makes due at once will fail the same way, and is counted.
      return { kind: 'later' };
    }
  }

  /** Begins to look at a process and its descendants. `peeked`: its memory was read just now. */
  add(accumulator: PeakAccumulator, root: Root, peeked: boolean): void {
    accumulator.registered(root.registeredAt);
    if (this.disposed || this.collector === undefined) {
      return;
    }
    this.accumulators.add(accumulator);
    this.collector.add(accumulator, root);
    this.registrations.push({ at: root.registeredAt, peeked });
    this.liveSince ??= now();
  }

  drop(accumulator: PeakAccumulator): void {
    this.accumulators.delete(accumulator);
    this.collector?.drop(accumulator);
    this.sleepIfDone();
  }

  /** Stops looking at anything, and tells the processes that belong to an accumulator. */
  release(accumulator: PeakAccumulator): KnownProcess[] {
    const known = this.collector?.processesOf(accumulator) ?? [];
    this.drop(accumulator);
    return known;
  }

  isLive(): boolean {
    return !this.disposed && this.collector?.isLive() === true;
  }

  /** When the next look is due; infinity when there is nothing to look at. */
  dueAt(): number {
    if (!this.isLive() || this.collector === undefined || this.inFlight) {
      return Number.POSITIVE_INFINITY;
    }
    const at = now();
    if (this.failures > 0) {
      return (this.lastLook?.startedAt ?? at) + (this.lastLook?.costMs ?? 0) + RETRY_MS;
    }
    const { nearlyFree } = this.collector;
    return nextLookAt({
      now: at,
      intervalMs: regularGap(this.breaker.intervalMs, nearlyFree, this.usualCostMs()),
      liveSince: this.liveSince ?? at,
      registrations: this.registrations,
      lastLook: this.lastLook,
      growthGapMs: nearlyFree ? this.growthGapMs() : Number.POSITIVE_INFINITY,
    });
  }

  /** Looks at once. Waits only for a collector that waits; never throws or rejects. */
  look(): void | Promise<void> {
    const { collector } = this;
    if (this.disposed || this.inFlight || collector === undefined) {
      return;
    }
    const startedAt = now();
    const { lookNumber } = this;
    let at: number | undefined;
    const record = (accumulator: PeakAccumulator, reading: Reading): void => {
      if (!this.disposed && this.lookNumber === lookNumber && this.accumulators.has(accumulator)) {
        at ??= now(); // what is recorded of a look was all read before
        if (accumulator.record(reading, at, collector.name)) {
          // With its marks: the curve of a task reaches its peak, and that of all tasks no less.
          this.options.onSample?.(accumulator, reading.marked, at);
          this.listProcesses(accumulator, at, () => collector.heldBy(accumulator));
        }
      }
    };
    let pending: void | Promise<void>;
    try {
      pending = collector.look(startedAt, record);
    } catch (error) {
      this.failed(collector, startedAt, error);
      return;
    }
    if (!isPromise(pending)) {
      this.succeeded(startedAt);
      return;
    }
    this.inFlight = true;
    return orTimeout(pending, LOOK_LIMIT_MS).then(
      () => {
        this.succeeded(startedAt);
      },
      (error: unknown) => {
        this.failed(collector, startedAt, error);
      },
    );
  }

  /**
   * Tells the processes at the look that was just recorded, if it made a peak and somebody wants to
   * know. At once, because at the next look they may be gone.
   */
  listProcesses(accumulator: PeakAccumulator, at: number, heldBy: () => HeldProcess[]): void {
    const { onPeakProcesses } = this.options;
    if (onPeakProcesses === undefined || !accumulator.isUnexplained) {
      return;
    }
    accumulator.explained();
    this.names ??= new ProcessNames();
    const largest = heldBy()
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, MOST_LISTED);
    onPeakProcesses(accumulator, {
      sum: accumulator.part.peakRss,
      at: toEpoch(at),
      processes: this.names.named(largest),
    });
  }

  /** Moves on to the next collector, which takes over what this one found out. */
  giveUpCollector(reason: string, failures: number): void {
    const { collector } = this;
    if (collector === undefined) {
      return;
    }
    const known = [...this.accumulators].map((accumulator) => ({
      accumulator,
      processes: collector.processesOf(accumulator),
    }));
    collector.close();
    this.abandoned.push({ collector: collector.name, reason });
    this.collector = this.nextCollector();
    const raised = this.breaker.intervalMs > this.breaker.baseMs;
    this.breaker = closedBreaker(this.breaker.baseMs);
    this.costs.length = 0;
    this.failures = 0;
    this.failingSince = undefined;
    const at = now();
    for (const { accumulator, processes } of known) {
      for (const { pid, fresh } of processes) {
        // Births mean something else to another collector: all that is left of a process is its pid.
        const environment = undefined;
        this.collector?.add(accumulator, {
          pid,
          birth: undefined,
          fresh,
          registeredAt: at,
          environment,
        });
      }
    }
    // For the new collector all roots are new, so it looks at once.
    this.registrations.push({ at, peeked: false });
    this.options.notify(collectorGivenUp(collector.name, this.collector?.name, failures, reason));
    if (raised && this.collector !== undefined) {
      this.options.notify(intervalRestored(this.breaker.intervalMs));
    }
  }

  /** A look under way comes to nothing, and none follows. */
  dispose(): void {
    this.disposed = true;
    this.accumulators.clear();
    this.collector?.close();
  }

  private nextCollector(): Collector | undefined {
    const name = this.untried.shift();
    return name === undefined ? undefined : this.options.createCollector(name);
  }

  private sleepIfDone(): void {
    if (this.collector?.isLive() !== true) {
      this.registrations = [];
      this.liveSince = undefined;
    }
  }

  private succeeded(startedAt: number): void {
    if (!this.disposed) {
      this.lookEnded(startedAt);
      this.failures = 0;
      this.failingSince = undefined;
      this.adaptInterval();
      this.sleepIfDone();
    }
  }

  private failed(collector: Collector, startedAt: number, error: unknown): void {
    this.lookEnded(startedAt);
    if (this.disposed) {
      return;
    }
    const at = now();
    this.failures++;
    this.failingSince ??= at;
    if (
      collector === this.collector &&
      this.failures >= MAX_FAILURES &&
      at - this.failingSince >= MIN_FAILING_MS
    ) {
      this.giveUpCollector(errorText(error), this.failures);
    }
  }

  private lookEnded(startedAt: number): void {
    this.inFlight = false;
    this.lookNumber++;
    // The duration, also of a look that mostly waited: see `afterLook`.
    const costMs = now() - startedAt;
    this.lastLook = { startedAt, costMs };
    this.costs.push(costMs);
    if (this.costs.length > COSTS_KEPT) {
      this.costs.shift();
    }
    this.registrations = stillEarly(this.registrations, startedAt);
  }

  private usualCostMs(): number {
    return this.costs.length === 0 ? 0 : Math.min(...this.costs);
  }

  private growthGapMs(): number {
    let gap = Number.POSITIVE_INFINITY;
    const costMs = this.usualCostMs();
    for (const { part, growth, rememberedGrowth } of this.accumulators) {
      const { peakRss: peak, lastRss: rss } = part;
      gap = Math.min(gap, growthGap({ peak, rss, growth, rememberedGrowth }, costMs));
    }
    return gap;
  }

  private adaptInterval(): void {
    const costMs = this.lastLook?.costMs ?? 0;
    const { breaker, change } = afterLook(this.breaker, costMs);
    this.breaker = breaker;
    switch (change) {
      case 'raised':
        this.options.notify(intervalRaised(breaker.intervalMs, costMs));
        break;
      case 'restored':
        this.options.notify(intervalRestored(breaker.intervalMs));
        break;
      case 'lowered':
      case 'none':
        break;
    }
  }
}
