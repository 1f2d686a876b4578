import { errorText, now, type NewProcessesFrom } from '@nx-peak/host/procfs';
import type { CollectorChain } from '../collectors/collector-chain';
import type { CollectorName } from '../collectors/collector-names';
import type { Collector, HeldProcess, KnownProcess, Root } from '../collectors/collector';
import type { PeakAccumulator } from '../peak/peak-accumulator';
import type { Reading } from '../peak/reading';
import { collectorGivenUp, intervalRestored, type TrackerNotice } from '../tracker-notice';
import type { CollectorGivenUp } from '../tracker-status';
import { isPromise } from '../when-there';
import { Failover, type CollectorFactory } from './failover';
import { firstSight, type FirstSight } from './first-sight';
import { orTimeout } from './or-timeout';
import { PeakProcessesLister, type TakePeakProcesses } from './peak-processes-lister';
import { SamplingCost } from './sampling-cost';
import { DueTicks } from './due-ticks';
import type { LastTick } from './schedule';

/** The wait after a tick that failed. (ms) */
const RETRY_MS = 250;

/** A tick that takes longer has failed: somebody's `ps` hangs. (ms) */
const TICK_LIMIT_MS = 10_000;

export interface SamplerOptions {
  readonly chain: CollectorChain;
  readonly createCollector: CollectorFactory;
  readonly intervalMs: number;
  /** Takes every sample. Must not throw. */
  readonly onSample?:
    ((accumulator: PeakAccumulator, bytes: number, at: number) => void) | undefined;
  /** Must not throw. */
  readonly onPeakProcesses?: TakePeakProcesses | undefined;
  /** Must not throw. */
  readonly notify: (notice: TrackerNotice) => void;
}

/**
 * Decides when a tick is due, takes a sample of all processes at each, watches what it costs, and
 * moves on to the next collector when one fails. Ticks never overlap, and nothing in here throws at
 * the caller. It has no timer: its owner waits for the tick that is due, on whatever thread that is.
 */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #failover: Failover;
  readonly #cost: SamplingCost;
  readonly #peakProcesses: PeakProcessesLister | undefined;
  readonly #accumulators = new Set<PeakAccumulator>();
  readonly #due = new DueTicks();
  #lastTick: LastTick | undefined;
  #inFlight = false;
  /** The number of the current tick. One that was waited for in vain has an older number. */
  #tickNumber = 0;
  #disposed = false;

  constructor(options: SamplerOptions) {
    const { chain, createCollector, intervalMs, onPeakProcesses, notify } = options;
    this.#options = options;
    this.#failover = new Failover(chain, createCollector);
    this.#cost = new SamplingCost(intervalMs, notify);
    this.#peakProcesses = onPeakProcesses && new PeakProcessesLister(onPeakProcesses);
  }

  get collectorName(): CollectorName | undefined {
    return this.#failover.collector?.name;
  }

  get newProcessesFrom(): NewProcessesFrom | undefined {
    return this.#failover.collector?.newProcessesFrom;
  }

  /** The longest time between two ticks, in milliseconds. */
  get intervalMs(): number {
    return this.#cost.intervalMs;
  }

  get lastTickMs(): number | undefined {
    return this.#lastTick?.costMs;
  }

  get givenUp(): readonly CollectorGivenUp[] {
    return this.#failover.givenUp;
  }

  /** The last tick worked. */
  get isHealthy(): boolean {
    return this.#lastTick !== undefined && this.#failover.failures === 0;
  }

  /** A root was registered that nobody has seen yet. */
  get hasUnseen(): boolean {
    const lastStart = this.#lastTick?.startedAt ?? Number.NEGATIVE_INFINITY;
    return !this.#inFlight && this.#failover.failures === 0 && this.#due.hasUnseenSince(lastStart);
  }

  /** Reads one process at once, where the collector can. */
  firstSight(pid: number): FirstSight {
    return firstSight(this.#failover.collector, pid);
  }

  /** Begins to measure a process. `peeked`: its memory was read just now. */
  add(accumulator: PeakAccumulator, root: Root, peeked: boolean): void {
    accumulator.registered(root.registeredAt);
    const { collector } = this.#failover;
    if (this.#disposed || collector === undefined) {
      return;
    }
    this.#accumulators.add(accumulator);
    collector.add(accumulator, root);
    this.#due.added(accumulator, root, peeked);
  }

  drop(accumulator: PeakAccumulator): void {
    this.#accumulators.delete(accumulator);
    this.#failover.collector?.drop(accumulator);
    this.#due.dropped(accumulator);
    this.#sleepIfDone();
  }

  /** Stops measuring an accumulator, and returns what another sampler needs to go on. */
  release(accumulator: PeakAccumulator): KnownProcess[] {
    const known = this.#failover.collector?.processesOf(accumulator) ?? [];
    this.drop(accumulator);
    return known;
  }

  isLive(): boolean {
    return !this.#disposed && this.#failover.collector?.isLive() === true;
  }

  /** When the next tick is due; infinity when there is nothing to measure. */
  dueAt(): number {
    const { collector, failures } = this.#failover;
    if (!this.isLive() || collector === undefined || this.#inFlight) {
      return Number.POSITIVE_INFINITY;
    }
    const at = now();
    if (failures > 0) {
      return (this.#lastTick?.startedAt ?? at) + (this.#lastTick?.costMs ?? 0) + RETRY_MS;
    }
    return this.#due.nextAt({
      now: at,
      intervalMs: this.#cost.intervalMs,
      nearlyFree: collector.nearlyFree,
      costMs: this.#cost.usualMs,
      lastTick: this.#lastTick,
    });
  }

  /** Samples at once. Waits only for a collector that waits; never throws or rejects. */
  tick(): void | Promise<void> {
    const { collector } = this.#failover;
    if (this.#disposed || this.#inFlight || collector === undefined) {
      return;
    }
    const startedAt = now();
    let pending: void | Promise<void>;
    try {
      pending = collector.sample(startedAt, this.#recorder(collector));
    } catch (error) {
      this.#failed(collector, startedAt, error);
      return;
    }
    if (!isPromise(pending)) {
      this.#succeeded(startedAt);
      return;
    }
    this.#inFlight = true;
    return orTimeout(pending, TICK_LIMIT_MS).then(
      () => {
        this.#succeeded(startedAt);
      },
      (error: unknown) => {
        this.#failed(collector, startedAt, error);
      },
    );
  }

  /** Lists the processes of the reading that was just recorded, if somebody wants to know them. */
  listProcesses(accumulator: PeakAccumulator, at: number, heldBy: () => HeldProcess[]): void {
    this.#peakProcesses?.list(accumulator, at, heldBy);
  }

  /** Moves on to the next collector, which takes over what this one found out. */
  giveUpCollector(reason: string, failures: number): void {
    const { collector } = this.#failover;
    if (collector === undefined) {
      return;
    }
    const known = [...this.#accumulators].map((accumulator) => ({
      accumulator,
      processes: collector.processesOf(accumulator),
    }));
    const wasRaised = this.#cost.isRaised;
    this.#failover.giveUp(collector, reason);
    this.#cost.reset();
    const next = this.#failover.collector;
    const registeredAt = now();
    for (const { accumulator, processes } of known) {
      for (const process of processes) {
        // Start times mean something else to another collector: what is left is the pid.
        const root = { ...process, startTime: undefined, environment: undefined, registeredAt };
        next?.add(accumulator, root);
      }
    }
    this.#due.collectorChanged(registeredAt);
    this.#options.notify(collectorGivenUp(collector.name, next?.name, failures, reason));
    if (wasRaised && next !== undefined) {
      this.#options.notify(intervalRestored(this.#cost.intervalMs));
    }
  }

  /** A tick under way comes to nothing, and none follows. */
  dispose(): void {
    this.#disposed = true;
    this.#accumulators.clear();
    this.#due.clear();
    this.#failover.collector?.close();
  }

  /** Takes in the readings of the tick that begins now. */
  #recorder(collector: Collector): (accumulator: PeakAccumulator, reading: Reading) => void {
    const tickNumber = this.#tickNumber;
    let at: number | undefined;
    return (accumulator, reading) => {
      if (
        this.#disposed ||
        this.#tickNumber !== tickNumber ||
        !this.#accumulators.has(accumulator)
      ) {
        return;
      }
      at ??= now(); // all that is recorded of a sample was read before
      if (accumulator.record(reading, at, collector.name)) {
        // With high-water marks: the curve of a task reaches its peak, and that of all tasks no less.
        this.#options.onSample?.(accumulator, reading.rssWithHwm, at);
        this.#peakProcesses?.list(accumulator, at, () => collector.heldBy(accumulator));
      }
    };
  }

  #sleepIfDone(): void {
    if (this.#failover.collector?.isLive() !== true) {
      this.#due.sleep();
    }
  }

  #succeeded(startedAt: number): void {
    if (!this.#disposed) {
      const { costMs } = this.#tickEnded(startedAt);
      this.#failover.worked();
      this.#cost.adapt(costMs);
      this.#sleepIfDone();
    }
  }

  #failed(collector: Collector, startedAt: number, error: unknown): void {
    this.#tickEnded(startedAt);
    if (!this.#disposed && this.#failover.failed(collector, now())) {
      this.giveUpCollector(errorText(error), this.#failover.failures);
    }
  }

  #tickEnded(startedAt: number): LastTick {
    this.#inFlight = false;
    this.#tickNumber++;
    // The duration, also of a tick that mostly waited: see `afterTick`.
    const lastTick = { startedAt, costMs: now() - startedAt };
    this.#lastTick = lastTick;
    this.#cost.add(lastTick.costMs);
    this.#due.ticked(startedAt);
    return lastTick;
  }
}
