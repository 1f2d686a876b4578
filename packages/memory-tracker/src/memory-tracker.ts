import { performance } from 'node:perf_hooks';
import { callContained } from './call-contained';
import { errorText } from './error-text';
import { createMeter, type MeterFactory } from './meters/create-meter';
import { meterChain } from './meters/meter-chain';
import { METER_NAMES, type MeterName, type RssByPid } from './meters/meter';
import { withSample, type PeakFigure } from './peak-figure';
import { childrenByParent, type ProcessTable } from './process-tree/process-table';
import {
  countedPids,
  EMPTY_TREE,
  grow,
  isLive,
  reidentify,
  withPendingRoot,
  withSeenRoot,
  type LookTimes,
  type ProcessTree,
} from './process-tree/process-tree';
import { MIN_INTERVAL_MS } from './sampler/look-budget';
import { Sampler, type Weighing } from './sampler/sampler';
import type { TrackerNotice } from './tracker-notice';
import type { TrackerStatus } from './tracker-status';

export const DEFAULT_INTERVAL_MS = 500;

export interface MemoryTrackerOptions {
  /** The longest gap between two looks, in milliseconds: 10 or more, by default 500. */
  intervalMs?: number;
  /** The meter to prefer, by default the best of the platform: see `meterChain`. */
  meter?: MeterName;
  /** Told once per event. What it throws does not reach the tracker, see `TrackerStatus`. */
  onNotice?: (notice: TrackerNotice) => void;
  /**
   * Told of every sample: the bytes that all processes of an id held together at one look. For who
   * keeps a series over time. What it throws does not reach the tracker.
   */
  onSample?: (id: string, bytes: number) => void;
}

/** What is known of one id. */
interface Tracked {
  readonly id: string;
  tree: ProcessTree;
  figure: PeakFigure | undefined;
  frozen: boolean;
}

/**
 * Measures the peak resident memory of process trees: for each id the largest sum, over all looks,
 * of the resident sets of all processes of all its trees at that look.
 *
 * Never throws because of what happens to processes or meters, only for wrong arguments.
 */
export class MemoryTracker {
  private readonly byId = new Map<string, Tracked>();
  /** Those of them that may still have a process to look at. */
  private readonly live = new Set<Tracked>();
  private readonly sampler: Sampler;
  private readonly onNotice: ((notice: TrackerNotice) => void) | undefined;
  private readonly onSample: ((id: string, bytes: number) => void) | undefined;
  private readonly why: string;
  private readonly baseIntervalMs: number;
  private noticeFailure: string | undefined;
  private disposed = false;

  /**
   * @param meterFactory makes the meters by name; another one is for tests only
   * @throws RangeError for an interval below 10 ms or an unknown meter, naming it
   */
  constructor(options: MemoryTrackerOptions = {}, meterFactory: MeterFactory = createMeter) {
    const { intervalMs = DEFAULT_INTERVAL_MS, meter, onNotice, onSample } = options;
    assertInterval(intervalMs);
    assertMeter(meter);
    const chain = meterChain(process.platform, meter);
    this.why = chain.why;
    this.baseIntervalMs = intervalMs;
    this.onNotice = onNotice;
    this.onSample = onSample;
    this.sampler = new Sampler({
      chain,
      createMeter: meterFactory,
      intervalMs,
      subject: {
        isLive: () => this.live.size > 0,
        select: (table, times) => this.select(table, times),
        reidentify: (now) => {
          for (const tracked of this.live) {
            tracked.tree = reidentify(tracked.tree, now);
          }
        },
      },
      notify: (notice) => {
        this.notify(notice);
      },
    });
  }

  /**
   * Measures the process `pid` and its descendants for `id`. One id may own several roots, at once
   * or one after another; one process may belong to several ids. Cheap, and a dead pid is no error.
   * Ignored when the id was stopped (until `forget(id)`) and after `dispose()`.
   *
   * @throws RangeError when `pid` is not a positive integer, naming it
   */
  startTracking(id: string, pid: number): void {
    if (!Number.isSafeInteger(pid) || pid <= 0) {
      throw new RangeError(`A pid is a positive integer, got ${String(pid)}`);
    }
    const tracked = this.trackedOf(id);
    if (this.disposed || tracked.frozen) {
      return;
    }
    const sight = this.sampler.firstSight(pid);
    const now = performance.now();
    switch (sight.kind) {
      case 'seen': {
        const { row, rss } = sight.peek;
        tracked.tree = withSeenRoot(tracked.tree, row, now);
        this.live.add(tracked);
        // A root that has not called exec() yet shows the memory of whoever forked it.
        if (!row.preExec && this.sampler.meterName !== undefined) {
          this.sampled(tracked, rss ?? 0, this.sampler.meterName);
        }
        this.sampler.rootAdded(true);
        break;
      }
      case 'later':
        tracked.tree = withPendingRoot(tracked.tree, pid, now);
        this.live.add(tracked);
        this.sampler.rootAdded(false);
        break;
      case 'gone':
        break;
    }
  }

  /** The peak so far or, once stopped, the final one, in bytes; undefined without a sample. */
  peakOf(id: string): number | undefined {
    return this.figureOf(id)?.peakRss;
  }

  /** The peak with how it was got; undefined without a sample. */
  figureOf(id: string): PeakFigure | undefined {
    return this.byId.get(id)?.figure;
  }

  /**
   * Freezes the figure of `id` and returns it, in bytes; undefined without a sample. Whatever of
   * its processes still runs is not looked at any more, and a later `startTracking(id)` is ignored.
   */
  stopTracking(id: string): number | undefined {
    const tracked = this.trackedOf(id);
    this.freeze(tracked);
    this.sampler.rootsRemoved();
    return tracked.figure?.peakRss;
  }

  /** Drops everything known of `id`, so that it can be measured anew. */
  forget(id: string): void {
    const tracked = this.byId.get(id);
    if (tracked !== undefined) {
      this.freeze(tracked);
      this.byId.delete(id);
      this.sampler.rootsRemoved();
    }
  }

  /** Looks at once, also between two looks that are due. With a meter that waits, it begins to. */
  lookNow(): void {
    this.sampler.lookNow();
  }

  /** Which meter measures, how often, and what went wrong so far. */
  status(): TrackerStatus {
    return {
      meter: this.sampler.meterName,
      why: this.why,
      intervalMs: this.sampler.intervalMs,
      baseIntervalMs: this.baseIntervalMs,
      lastLookMs: this.sampler.lastLookMs,
      givenUp: [...this.sampler.givenUp],
      noticeFailure: this.noticeFailure,
    };
  }

  /** Stops measuring for good. Figures stay readable. */
  dispose(): void {
    this.disposed = true;
    for (const tracked of this.live) {
      this.freeze(tracked);
    }
    this.sampler.dispose();
  }

  private trackedOf(id: string): Tracked {
    let tracked = this.byId.get(id);
    if (tracked === undefined) {
      tracked = { id, tree: EMPTY_TREE, figure: undefined, frozen: false };
      this.byId.set(id, tracked);
    }
    return tracked;
  }

  /** One table serves all ids, and a process that belongs to two of them is read once. */
  private select(table: ProcessTable, times: LookTimes): Weighing {
    const children = childrenByParent(table);
    const pidsOf = new Map<Tracked, number[]>();
    for (const tracked of this.live) {
      tracked.tree = grow(tracked.tree, table, children, times);
      pidsOf.set(tracked, countedPids(tracked.tree, table, times.now));
      if (!isLive(tracked.tree)) {
        this.live.delete(tracked);
      }
    }
    return {
      pids: [...new Set([...pidsOf.values()].flat())],
      record: (rss, meter) => {
        for (const [tracked, pids] of pidsOf) {
          // It may have been stopped while the meter was at work.
          if (!tracked.frozen) {
            this.sampled(tracked, sumOf(rss, pids), meter);
          }
        }
      },
    };
  }

  private sampled(tracked: Tracked, bytes: number, meter: MeterName): void {
    tracked.figure = withSample(tracked.figure, bytes, meter);
    const { onSample } = this;
    if (onSample !== undefined && bytes > 0) {
      callContained(
        () => {
          onSample(tracked.id, bytes);
        },
        undefined,
        (error) => {
          this.noticeFailure = errorText(error);
        },
      );
    }
  }

  private freeze(tracked: Tracked): void {
    tracked.frozen = true;
    tracked.tree = EMPTY_TREE;
    this.live.delete(tracked);
  }

  private notify(notice: TrackerNotice): void {
    if (this.onNotice !== undefined) {
      callContained(this.onNotice, notice, (error) => {
        this.noticeFailure = errorText(error);
      });
    }
  }
}

/** Bytes. */
function sumOf(rss: RssByPid, pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (rss.get(pid) ?? 0), 0);
}

function assertInterval(intervalMs: number): void {
  if (!Number.isFinite(intervalMs) || intervalMs < MIN_INTERVAL_MS) {
    throw new RangeError(
      `intervalMs must be finite and at least ${MIN_INTERVAL_MS}, got ${String(intervalMs)}: ` +
        'looking more often would take more of the machine than it tells about it',
    );
  }
}

function assertMeter(meter: MeterName | undefined): void {
  if (meter !== undefined && !METER_NAMES.includes(meter)) {
    throw new RangeError(`meter must be one of ${METER_NAMES.join(', ')}, got ${meter as string}`);
  }
}
