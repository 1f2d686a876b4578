import { callContained } from './call-contained';
import { type ChildCgroups, now, toEpoch, errorText } from '@nx-peak/host';
import { collectorsOf } from './collectors/create-collector';
import type { Root } from './collectors/collector';
import type { ListerFactory } from './collectors/listing/create-lister';
import { collectorChain } from './collectors/collector-chain';
import { COLLECTOR_NAMES, type CollectorName } from './collectors/listing/process-lister';
import type { CustomCollector } from './collectors/external/external-collector';
import { peakMeasurement, withCgroupPeak, type PeakMeasurement } from './peak/peak-measurement';
import { ofLargerSum, type PeakProcesses } from './peak/peak-processes';
import { MIN_INTERVAL_MS } from './sampler/sampling-share';
import { Sampler, type FirstSight } from './sampler/sampler';
import { TimerLoop } from './sampler/timer-loop';
import { mergePeaks, type PeakState } from './peak/peak-state';
import { emptyReading } from './peak/reading';
import { PeakAccumulator } from './peak/peak-accumulator';
import { SharedPeak } from './thread/shared-peak';
import { SharedProcessList } from './thread/shared-process-list';
import type { BoardMemory } from './thread/protocol';
import { SamplerThread, WORKER_FILE, type ThreadEnd } from './thread/sampler-thread';
import { threadLost, type TrackerNotice } from './tracker-notice';
import type { TrackerStatus } from './tracker-status';

export const DEFAULT_INTERVAL_MS = 500;

/** A root that was born no longer ago than this was started to be tracked. (ms) */
const FRESH_MS = 500;

/** A thread that takes longer to start does not work. (ms) */
const THREAD_START_LIMIT_MS = 10_000;

/** So often samples are fetched from the thread, if nobody asks for anything. (ms) */
const DRAIN_MS = 1000;

export interface MemoryTrackerOptions {
  /**
   * The longest gap between two looks, in milliseconds: 10 or more, by default 500. Where a look is
   * nearly free, looks are taken about every 100 ms, and sooner while memory grows.
   */
  intervalMs?: number;
  /** The collector to prefer, by default the best of the platform: see `collectorChain`. */
  collector?: CollectorName;
  /** One more collector than the usual ones. It measures on the main thread. */
  customCollector?: CustomCollector | undefined;
  /**
   * Cgroups in which processes are placed as they are started, by id: where one has, its
   * peak is that of the group. It is asked when a measurement is, and told when an id is stopped.
   */
  groups?: Pick<ChildCgroups, 'peakOf' | 'release'> | undefined;
  /** Told once per event. What it throws does not reach the tracker, see `TrackerStatus`. */
  onNotice?: (notice: TrackerNotice) => void;
  /**
   * Told of every sample: the bytes that all processes of an id held together at one look, and when
   * that was, in milliseconds since the epoch. Samples of the sampling thread come late, in order,
   * when the tracker is asked for anything or after a second. For who keeps a series over time.
   * What it throws does not reach the tracker.
   */
  onSample?: (id: string, bytes: number, at: number) => void;
  /**
   * Keeps which processes there were at each peak, for `processesAtPeak`; by default it does not.
   * Costs nothing while memory is steady, and about 15 µs a process when a peak has grown by 3 %.
   */
  listProcesses?: boolean;
}

/** How a process is to be tracked. */
export interface TrackingOptions {
  /**
   * Environment variables that no process but this one and its descendants has. By them a
   * descendant is recognised that was never seen together with its parents, as a daemon that forked
   * twice. Without them it is not found.
   */
  environment?: Readonly<Record<string, string>>;
}

/** Other parts than the usual ones, for tests. */
export interface TrackerParts {
  /** Makes the collectors by name. They measure on the main thread. */
  createLister?: ListerFactory;
  /** The entry of the sampling thread; undefined: there is none, and the main thread samples. */
  workerFile?: string | undefined;
}

/** What is known of one id. */
interface Tracked {
  readonly id: string;
  /** What the sampling thread calls it. */
  readonly key: number;
  /** What the main thread measured of it, */
  readonly accumulator: PeakAccumulator;
  /** and what the sampling thread did. */
  readonly board: SharedPeak;
  /** The processes at the peak that the main thread measured, */
  listed: PeakProcesses | undefined;
  /** and at that of the sampling thread, where somebody wants to know. */
  readonly processBoard: SharedProcessList | undefined;
  /** What its processes were when they were registered, or handed to the sampling thread. */
  known: Root[];
  final: Final | undefined;
}

/** What does not change any more. */
interface Final {
  readonly measurement: PeakMeasurement | undefined;
  readonly processes: PeakProcesses | undefined;
}

/** Who looks at the processes. */
type Looker =
  /** The main thread: there is no thread, not yet, or not any more. */
  | { readonly kind: 'main'; readonly canStartThread: boolean }
  /** Still the main thread; the other one takes over as soon as it has begun. */
  | { readonly kind: 'starting'; readonly thread: SamplerThread; readonly since: number }
  | { readonly kind: 'thread'; readonly thread: SamplerThread };

/**
 * Measures the peak resident memory of process trees: for each id the largest sum, over all looks,
 * of the resident sets of all processes of all its trees at that look.
 *
 * Never throws because of what happens to processes or collectors, only for wrong arguments.
 */
export class MemoryTracker {
  private readonly byId = new Map<string, Tracked>();
  private readonly byKey = new Map<number, Tracked>();
  private readonly byAccumulator = new Map<PeakAccumulator, Tracked>();
  private keys = 0;
  private readonly sampler: Sampler;
  private readonly loop: TimerLoop;
  private looker: Looker;
  private drainTimer: NodeJS.Timeout | undefined;
  private readonly options: MemoryTrackerOptions;
  private readonly workerFile: string | undefined;
  private readonly why: string;
  private readonly baseIntervalMs: number;
  private noticeFailure: string | undefined;
  private disposed = false;

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
    this.options = options;
    this.why = chain.why;
    this.baseIntervalMs = intervalMs;
    this.workerFile = parts.workerFile;
    // Only /proc is read in the thread: other collectors wait for programs, which needs an event loop,
    // and load libraries, which package managers may have put where a thread does not find them.
    this.looker = {
      kind: 'main',
      canStartThread: parts.workerFile !== undefined && chain.collectors[0] === 'procfs',
    };
    this.sampler = new Sampler({
      chain,
      createCollector: collectorsOf(customCollector, parts.createLister),
      intervalMs,
      onSample: (accumulator, bytes, at) => {
        const tracked = this.byAccumulator.get(accumulator);
        if (tracked !== undefined) {
          this.sampled(tracked, bytes, toEpoch(at));
        }
      },
      onPeakProcesses:
        options.listProcesses === true
          ? (accumulator, listed) => {
              const tracked = this.byAccumulator.get(accumulator);
              if (tracked !== undefined) {
                tracked.listed = listed;
              }
            }
          : undefined,
      notify: (notice) => {
        this.notify(notice);
      },
    });
    this.loop = new TimerLoop(this.sampler, () => {
      this.sync();
      return this.looker.kind !== 'thread';
    });
  }

  /**
   * Measures the process `pid` and its descendants for `id`. One id may own several roots, at once
   * or one after another; one process may belong to several ids. Cheap, and a dead pid is no error.
   * Ignored when the id was stopped (until `forget(id)`) and after `dispose()`.
   *
   * @throws RangeError when `pid` is not a positive integer, naming it
   */
  startTracking(id: string, pid: number, { environment }: TrackingOptions = {}): void {
    if (!Number.isSafeInteger(pid) || pid <= 0) {
      throw new RangeError(`A pid is a positive integer, got ${String(pid)}`);
    }
    this.sync();
    const tracked = this.trackedOf(id);
    if (this.disposed || tracked.final !== undefined) {
      return;
    }
    const sight = this.sampler.firstSight(pid);
    if (sight.kind === 'gone') {
      return;
    }
    const root: Root = {
      pid,
      birth: sight.kind === 'seen' ? sight.peek.row.birth : undefined,
      fresh: isFresh(sight),
      registeredAt: now(),
      environment,
    };
    tracked.known.push(root);
    tracked.accumulator.registered(root.registeredAt);
    if (sight.kind === 'seen') {
      this.firstSample(tracked, sight);
    }
    if (this.looker.kind !== 'thread') {
      this.sampler.add(tracked.accumulator, root, sight.kind === 'seen');
      this.loop.wake();
    }
    if (sight.kind === 'seen') {
      this.startThread();
    }
    if (this.looker.kind !== 'main') {
      this.looker.thread.track(tracked.key, boardsOf(tracked), root);
    }
  }

  /** The peak so far or, once stopped, the final one, in bytes; undefined without a sample. */
  peakOf(id: string): number | undefined {
    return this.measurementOf(id)?.peakRss;
  }

  /** The peak with how it was got; undefined without a sample. */
  measurementOf(id: string): PeakMeasurement | undefined {
    this.sync();
    const tracked = this.byId.get(id);
    return (
      tracked &&
      (tracked.final === undefined ? this.measurementNow(tracked) : tracked.final.measurement)
    );
  }

  /**
   * The processes at the look that found the peak so far or, once stopped, the final one. Undefined
   * without a sample, and unless the tracker was made with `listProcesses`.
   */
  processesAtPeak(id: string): PeakProcesses | undefined {
    this.sync();
    const tracked = this.byId.get(id);
    return tracked && (tracked.final === undefined ? listedOf(tracked) : tracked.final.processes);
  }

  /** What the processes of `id` held together at the last look, in bytes; undefined when none is left. */
  currentOf(id: string): number | undefined {
    this.sync();
    const tracked = this.byId.get(id);
    if (tracked === undefined || tracked.final !== undefined) {
      return undefined;
    }
    const { samples, goneAt, lastRss } = partOf(tracked);
    return samples > 0 && Number.isNaN(goneAt) ? lastRss : undefined;
  }

  /**
   * Freezes the measurement of `id` and returns it, in bytes; undefined without a sample. Whatever of
   * its processes still runs is not looked at any more, and a later `startTracking(id)` is ignored.
   */
  stopTracking(id: string): number | undefined {
    this.sync();
    const tracked = this.trackedOf(id);
    return this.freeze(tracked)?.peakRss;
  }

  /** Drops everything known of `id`, so that it can be measured anew. */
  forget(id: string): void {
    this.sync();
    const tracked = this.byId.get(id);
    if (tracked !== undefined) {
      this.freeze(tracked);
      this.byId.delete(id);
      this.byKey.delete(tracked.key);
      this.byAccumulator.delete(tracked.accumulator);
    }
  }

  /**
   * Looks at once, also between two looks that are due, and takes a moment to do so. With a collector
   * that waits, it begins to.
   */
  sampleNow(): void {
    this.sync();
    if (this.looker.kind === 'thread') {
      this.looker.thread.sampleNow();
      this.sync();
    } else {
      this.loop.sampleNow();
    }
  }

  /** Which collector measures, how often, and what went wrong so far. */
  status(): TrackerStatus {
    this.sync();
    const { intervalMs, lastLookMs, birthsFrom } =
      this.looker.kind === 'thread' ? this.looker.thread.status : this.sampler;
    return {
      collector: this.sampler.collectorName,
      why: this.why,
      thread: this.looker.kind === 'thread' ? 'own' : 'main',
      birthsFrom,
      intervalMs,
      baseIntervalMs: this.baseIntervalMs,
      lastLookMs,
      givenUp: [...this.sampler.givenUp],
      noticeFailure: this.noticeFailure,
    };
  }

  /** Stops measuring for good. Measurements stay readable. */
  dispose(): void {
    this.sync();
    for (const tracked of this.byId.values()) {
      this.freeze(tracked);
    }
    this.disposed = true;
    this.loop.stop();
    clearInterval(this.drainTimer);
    this.sampler.dispose();
    if (this.looker.kind !== 'main') {
      this.looker.thread.stop();
    }
    this.looker = { kind: 'main', canStartThread: false };
  }

  // Two threads

  private startThread(): void {
    if (
      this.looker.kind !== 'main' ||
      !this.looker.canStartThread ||
      this.workerFile === undefined ||
      this.sampler.collectorName !== 'procfs'
    ) {
      return;
    }
    try {
      const thread = new SamplerThread({
        workerFile: this.workerFile,
        intervalMs: this.baseIntervalMs,
        wantsSamples: this.options.onSample !== undefined,
        listProcesses: this.options.listProcesses === true,
        onNotice: (notice) => {
          this.notify(notice);
        },
        onEnd: (end) => {
          this.takeBack(end);
        },
      });
      this.looker = { kind: 'starting', thread, since: now() };
    } catch (error) {
      this.takeBack({ kind: 'lost', reason: errorText(error) });
    }
  }

  /** Brings both threads to the same state; to be called before anything is answered. */
  private sync(): void {
    const { looker } = this;
    if (looker.kind === 'starting') {
      if (looker.thread.isReady) {
        this.handOver(looker.thread);
      } else if (now() - looker.since > THREAD_START_LIMIT_MS) {
        looker.thread.abandon(`it did not start within ${THREAD_START_LIMIT_MS / 1000} s`);
      }
    }
    if (this.looker.kind !== 'main') {
      this.looker.thread.drain((key, at, bytes) => {
        const tracked = this.byKey.get(key);
        if (tracked !== undefined && tracked.final === undefined) {
          this.sampled(tracked, bytes, at);
        }
      });
    }
  }

  /**
   * The thread knows all roots and found their descendants itself; of those whose parents are gone
   * it is told.
   */
  private handOver(thread: SamplerThread): void {
    this.looker = { kind: 'thread', thread };
    this.loop.stop();
    for (const tracked of this.byId.values()) {
      if (tracked.final === undefined) {
        for (const { pid, birth, fresh } of this.sampler.release(tracked.accumulator)) {
          if (!tracked.known.some((root) => root.pid === pid && root.birth === birth)) {
            const { registeredAt } = tracked.accumulator.part;
            const root: Root = { pid, birth, fresh, registeredAt, environment: undefined };
            tracked.known.push(root);
            thread.track(tracked.key, boardsOf(tracked), root);
          }
        }
      }
    }
    if (this.options.onSample !== undefined) {
      this.drainTimer = setInterval(() => {
        this.sync();
      }, DRAIN_MS).unref();
    }
  }

  /** There is no other thread any more, so this one goes on, with the same processes. */
  private takeBack(end: ThreadEnd): void {
    const before = this.looker;
    this.sync();
    this.looker = { kind: 'main', canStartThread: false };
    clearInterval(this.drainTimer);
    if (this.disposed) {
      return;
    }
    switch (end.kind) {
      case 'lost':
        this.notify(threadLost(end.reason));
        break;
      case 'gave up':
        if (this.sampler.collectorName === 'procfs') {
          this.sampler.giveUpCollector(end.reason, end.failures);
        }
        break;
    }
    if (before.kind === 'thread') {
      for (const tracked of this.byId.values()) {
        if (tracked.final === undefined) {
          for (const root of tracked.known) {
            const birth = this.sampler.collectorName === 'procfs' ? root.birth : undefined;
            this.sampler.add(tracked.accumulator, { ...root, birth, registeredAt: now() }, false);
          }
        }
      }
    }
    this.loop.wake();
  }

  // One id

  private trackedOf(id: string): Tracked {
    let tracked = this.byId.get(id);
    if (tracked === undefined) {
      tracked = {
        id,
        key: ++this.keys,
        accumulator: new PeakAccumulator(),
        board: new SharedPeak(),
        listed: undefined,
        processBoard: this.options.listProcesses === true ? new SharedProcessList() : undefined,
        known: [],
        final: undefined,
      };
      this.byId.set(id, tracked);
      this.byKey.set(tracked.key, tracked);
      this.byAccumulator.set(tracked.accumulator, tracked);
    }
    return tracked;
  }

  /** What was seen of a root when it was registered. */
  private firstSample(tracked: Tracked, { peek }: FirstSight & { kind: 'seen' }): void {
    const { collectorName } = this.sampler;
    // A root that has not called exec() yet shows the memory of whoever forked it.
    if (peek.row.preExec || peek.rss === undefined || collectorName === undefined) {
      return;
    }
    const reading = { ...emptyReading(), rss: peek.rss, marked: peek.rss, processes: 1 };
    const at = now();
    if (tracked.accumulator.record(reading, at, collectorName)) {
      this.sampled(tracked, peek.rss, toEpoch(at));
      const { pid, ppid } = peek.row;
      const bytes = peek.rss;
      this.sampler.listProcesses(tracked.accumulator, at, () => [{ pid, ppid, bytes }]);
    }
  }

  private sampled(tracked: Tracked, bytes: number, at: number): void {
    const { onSample } = this.options;
    if (onSample !== undefined) {
      callContained(
        () => {
          onSample(tracked.id, bytes, at);
        },
        undefined,
        (error) => {
          this.noticeFailure = errorText(error);
        },
      );
    }
  }

  private freeze(tracked: Tracked): PeakMeasurement | undefined {
    if (tracked.final === undefined) {
      // In this order, see where the thread publishes them.
      const measurement = this.measurementNow(tracked);
      tracked.final = { measurement, processes: listedOf(tracked) };
      this.options.groups?.release(tracked.id);
      tracked.known = [];
      this.sampler.drop(tracked.accumulator);
      if (this.looker.kind !== 'main') {
        this.looker.thread.drop(tracked.key);
      }
      if (!this.sampler.isLive()) {
        this.loop.stop();
      }
    }
    return tracked.final.measurement;
  }

  private measurementNow(tracked: Tracked): PeakMeasurement | undefined {
    const { customCollector, groups } = this.options;
    const measurement = peakMeasurement(partOf(tracked), now(), customCollector?.name);
    return withCgroupPeak(measurement, groups?.peakOf(tracked.id));
  }

  private notify(notice: TrackerNotice): void {
    if (this.options.onNotice !== undefined && !this.disposed) {
      callContained(this.options.onNotice, notice, (error) => {
        this.noticeFailure = errorText(error);
      });
    }
  }
}

/** What both threads measured. */
function partOf({ accumulator, board }: Tracked): PeakState {
  const other = board.read();
  return other === undefined ? accumulator.part : mergePeaks(accumulator.part, other);
}

function boardsOf({ board, processBoard }: Tracked): BoardMemory {
  return { measurements: board.memory, processes: processBoard?.memory };
}

function listedOf({ listed, processBoard }: Tracked): PeakProcesses | undefined {
  return ofLargerSum(listed, processBoard?.read());
}

/** Was it started for this? Who cannot tell is taken at his word. */
function isFresh(sight: FirstSight): boolean {
  return sight.kind !== 'seen' || sight.ageMs === undefined || sight.ageMs < FRESH_MS;
}

function assertInterval(intervalMs: number): void {
  if (!Number.isFinite(intervalMs) || intervalMs < MIN_INTERVAL_MS) {
    throw new RangeError(
      `intervalMs must be finite and at least ${MIN_INTERVAL_MS}, got ${String(intervalMs)}: ` +
        'looking more often would take more of the machine than it tells about it',
    );
  }
}

function assertCollector(
  collector: CollectorName | undefined,
  additional: CustomCollector | undefined,
): void {
  const names = [...COLLECTOR_NAMES, ...(additional === undefined ? [] : [additional.name])];
  if (collector !== undefined && !names.includes(collector)) {
    throw new RangeError(`collector must be one of ${names.join(', ')}, got ${collector}`);
  }
}
