import { errorText, now, toEpoch } from '@nx-peak/host/procfs';
import { callContained } from './call-contained';
import { collectorChain } from './collectors/collector-chain';
import type { Root } from './collectors/collector';
import { collectorsOf } from './collectors/create-collector';
import {
  assertCollector,
  assertInterval,
  assertPid,
  DEFAULT_INTERVAL_MS,
  type MemoryTrackerOptions,
  type TrackerParts,
  type TrackingOptions,
} from './options';
import type { PeakAccumulator } from './peak/peak-accumulator';
import type { PeakMeasurement } from './peak/peak-measurement';
import type { PeakProcesses } from './peak/peak-processes';
import { emptyReading } from './peak/reading';
import { isFresh, type FirstSight } from './sampler/first-sight';
import { Sampler } from './sampler/sampler';
import { Handover } from './thread/handover';
import { WORKER_FILE } from './thread/sampler-thread';
import { Tracked } from './tracked';
import type { TrackerNotice } from './tracker-notice';
import type { TrackerStatus } from './tracker-status';

/**
 * Measures the peak resident memory of process trees: for each id the largest sum, over all samples,
 * of the resident sets of all its processes at that moment.
 *
 * Never throws because of what happens to processes or collectors, only for wrong arguments.
 */
export class MemoryTracker {
  readonly #byId = new Map<string, Tracked>();
  readonly #byKey = new Map<number, Tracked>();
  readonly #byAccumulator = new Map<PeakAccumulator, Tracked>();
  readonly #sampler: Sampler;
  readonly #handover: Handover;
  readonly #options: MemoryTrackerOptions;
  readonly #why: string;
  readonly #baseIntervalMs: number;
  #keys = 0;
  #noticeFailure: string | undefined;
  #disposed = false;

  /**
   * @param parts for tests only
   * @throws RangeError for an interval below 10 ms or an unknown collector, naming it
   */
  constructor(
    options: MemoryTrackerOptions = {},
    parts: TrackerParts = { workerFile: WORKER_FILE },
  ) {
    const { intervalMs = DEFAULT_INTERVAL_MS, collector, customCollector } = options;
    assertInterval(intervalMs);
    assertCollector(collector, customCollector);
    const chain = collectorChain(process.platform, collector, customCollector);
    const listProcesses = options.listProcesses === true;
    const notify = (notice: TrackerNotice): void => {
      this.#notify(notice);
    };
    this.#options = options;
    this.#why = chain.why;
    this.#baseIntervalMs = intervalMs;
    this.#sampler = new Sampler({
      chain,
      createCollector: collectorsOf(customCollector, parts.createLister),
      intervalMs,
      onSample: (accumulator, bytes, at) => {
        this.#handover.drainBefore(at);
        this.#sampled(this.#byAccumulator.get(accumulator), bytes, toEpoch(at));
      },
      onPeakProcesses: listProcesses
        ? (accumulator, listed) => {
            const tracked = this.#byAccumulator.get(accumulator);
            if (tracked !== undefined) {
              tracked.listed = listed;
            }
          }
        : undefined,
      notify,
    });
    this.#handover = new Handover({
      sampler: this.#sampler,
      // Only /proc is read in the thread: other collectors wait for programs, which needs an event
      // loop, and load libraries, which package managers may have put where a thread does not find
      // them.
      workerFile: chain.collectors[0] === 'procfs' ? parts.workerFile : undefined,
      intervalMs,
      wantsSamples: options.onSample !== undefined,
      listProcesses,
      tracked: () => [...this.#byId.values()].filter(({ isFinal }) => !isFinal),
      onSample: (key, at, bytes) => {
        this.#sampled(this.#byKey.get(key), bytes, at);
      },
      notify,
    });
  }

  /**
   * Measures the process `pid` and its descendants for `id`, or whom `members` says. One id may own
   * several roots, at once or one after another; one process may belong to several ids. Cheap, and a
   * dead pid is no error. Ignored when the id was stopped (until `forget(id)`) and after `dispose()`.
   *
   * @throws RangeError when `pid` is not a positive integer, or the id counts other members, naming it
   */
  startTracking(
    id: string,
    pid: number,
    { environment, members = 'tree' }: TrackingOptions = {},
  ): void {
    assertPid(pid);
    this.#handover.sync();
    const tracked = this.#trackedOf(id);
    if (this.#disposed || tracked.isFinal) {
      return;
    }
    tracked.expectMembers(members);
    const sight = this.#sampler.firstSight(pid);
    if (sight.kind === 'gone') {
      return;
    }
    const root: Root = {
      pid,
      startTime: sight.kind === 'seen' ? sight.peek.row.startTime : undefined,
      fresh: isFresh(sight),
      registeredAt: now(),
      environment,
      members,
    };
    tracked.known.push(root);
    tracked.accumulator.registered(root.registeredAt);
    if (sight.kind === 'seen' && members !== 'unclaimed-descendants') {
      this.#firstSample(tracked, sight);
    }
    this.#handover.track(tracked, root, sight.kind === 'seen');
  }

  /** The peak so far or, once stopped, the final one, in bytes; undefined without a sample. */
  peakOf(id: string): number | undefined {
    return this.measurementOf(id)?.peakRss;
  }

  /** The peak with how it was got; undefined without a sample. */
  measurementOf(id: string): PeakMeasurement | undefined {
    this.#handover.sync();
    const tracked = this.#byId.get(id);
    return tracked && this.#measurementOf(tracked);
  }

  /**
   * The processes at the sample that found the peak so far or, once stopped, the final one. Undefined
   * without a sample, and unless the tracker was made with `listProcesses`.
   */
  processesAtPeak(id: string): PeakProcesses | undefined {
    this.#handover.sync();
    return this.#byId.get(id)?.processesAtPeak;
  }

  /** What the processes of `id` held at the last sample, in bytes; undefined when none is left. */
  currentOf(id: string): number | undefined {
    this.#handover.sync();
    return this.#byId.get(id)?.currentBytes;
  }

  /**
   * Freezes the measurement of `id` and returns it, in bytes; undefined without a sample. Whatever of
   * its processes still runs is not sampled any more, and a later `startTracking(id)` is ignored.
   */
  stopTracking(id: string): number | undefined {
    this.#handover.sync();
    return this.#freeze(this.#trackedOf(id))?.peakRss;
  }

  /** Drops everything known of `id`, so that it can be measured anew. */
  forget(id: string): void {
    this.#handover.sync();
    const tracked = this.#byId.get(id);
    if (tracked !== undefined) {
      this.#freeze(tracked);
      this.#byId.delete(id);
      this.#byKey.delete(tracked.key);
      this.#byAccumulator.delete(tracked.accumulator);
    }
  }

  /**
   * Samples at once, also between two ticks, and takes a moment to do so. With a collector that
   * waits, it begins to.
   */
  sampleNow(): void {
    this.#handover.sync();
    this.#handover.sampleNow();
  }

  /** Which collector measures, how often, and what went wrong so far. */
  status(): TrackerStatus {
    this.#handover.sync();
    const { intervalMs, lastTickMs, newProcessesFrom } = this.#handover.status;
    return {
      collector: this.#sampler.collectorName,
      why: this.#why,
      thread: this.#handover.thread,
      newProcessesFrom,
      intervalMs,
      baseIntervalMs: this.#baseIntervalMs,
      lastTickMs,
      givenUp: [...this.#sampler.givenUp],
      noticeFailure: this.#noticeFailure,
    };
  }

  /** Stops measuring for good. Measurements stay readable. */
  dispose(): void {
    this.#handover.sync();
    for (const tracked of this.#byId.values()) {
      this.#freeze(tracked);
    }
    this.#disposed = true;
    this.#handover.dispose();
    this.#sampler.dispose();
  }

  #trackedOf(id: string): Tracked {
    let tracked = this.#byId.get(id);
    if (tracked === undefined) {
      tracked = new Tracked(id, ++this.#keys);
      this.#byId.set(id, tracked);
      this.#byKey.set(tracked.key, tracked);
      this.#byAccumulator.set(tracked.accumulator, tracked);
    }
    return tracked;
  }

  /** What was seen of a root when it was registered. */
  #firstSample(tracked: Tracked, { peek }: FirstSight & { kind: 'seen' }): void {
    const { collectorName } = this.#sampler;
    // A root that has not called exec() yet shows the memory of whoever forked it.
    if (peek.row.preExec || peek.rss === undefined || collectorName === undefined) {
      return;
    }
    const reading = { ...emptyReading(), rss: peek.rss, rssWithHwm: peek.rss, processes: 1 };
    const at = now();
    if (tracked.accumulator.record(reading, at, collectorName)) {
      this.#handover.drainBefore(at);
      this.#sampled(tracked, peek.rss, toEpoch(at));
      const { pid, ppid } = peek.row;
      const bytes = peek.rss;
      this.#sampler.listProcesses(tracked.accumulator, at, () => [{ pid, ppid, bytes }]);
    }
  }

  #sampled(tracked: Tracked | undefined, bytes: number, at: number): void {
    const { onSample } = this.#options;
    if (onSample !== undefined && tracked !== undefined && !tracked.isFinal) {
      callContained(
        () => {
          onSample(tracked.id, bytes, at);
        },
        undefined,
        (error) => {
          this.#noticeFailure = errorText(error);
        },
      );
    }
  }

  #measurementOf(tracked: Tracked): PeakMeasurement | undefined {
    const { customCollector, cgroups } = this.#options;
    return tracked.measurement(now(), customCollector?.name, () => cgroups?.peakOf(tracked.id));
  }

  #freeze(tracked: Tracked): PeakMeasurement | undefined {
    const measurement = this.#measurementOf(tracked);
    if (!tracked.isFinal) {
      tracked.freeze(measurement);
      this.#options.cgroups?.release(tracked.id);
      this.#handover.drop(tracked);
    }
    return measurement;
  }

  #notify(notice: TrackerNotice): void {
    if (this.#options.onNotice !== undefined && !this.#disposed) {
      callContained(this.#options.onNotice, notice, (error) => {
        this.#noticeFailure = errorText(error);
      });
    }
  }
}
