import { errorText, now } from '@nx-peak/host/procfs';
import type { Root } from '../collectors/collector';
import type { PeakAccumulator } from '../peak/peak-accumulator';
import type { Sampler } from '../sampler/sampler';
import { TimerLoop } from '../sampler/timer-loop';
import { threadLost, type TrackerNotice } from '../tracker-notice';
import type { TakeSample } from './sample-ring';
import { SamplerThread, type ThreadEnd } from './sampler-thread';
import { SharedMeasurements, type SharedMeasurement } from './shared-measurement';

/** A thread that takes longer to start does not work. (ms) */
const THREAD_START_LIMIT_MS = 10_000;

/** How often samples are fetched from the thread, if nobody asks for anything. (ms) */
const DRAIN_MS = 1000;

/** What both threads have to know of an id. */
export interface HandedOver {
  /** What the sampling thread calls it. */
  readonly key: number;
  readonly accumulator: PeakAccumulator;
  shared: SharedMeasurement | undefined;
  /** What its processes were when they were registered, or handed to the sampling thread. */
  known: Root[];
}

export interface HandoverOptions {
  /** Samples on the main thread. */
  readonly sampler: Sampler;
  /** The entry of the sampling thread; undefined: there is none, and the main thread samples. */
  readonly workerFile: string | undefined;
  readonly intervalMs: number;
  readonly wantsSamples: boolean;
  readonly listProcesses: boolean;
  /** The ids that are still measured. */
  readonly tracked: () => readonly HandedOver[];
  /** Takes every sample of the sampling thread. */
  readonly onSample: TakeSample;
  readonly notify: (notice: TrackerNotice) => void;
}

/** Which thread samples. It goes from `main` to `starting` to `thread`, and may be `lost` any time. */
type State =
  | { readonly kind: 'main' }
  /** Still the main thread; the other one takes over as soon as it has begun. */
  | { readonly kind: 'starting'; readonly thread: SamplerThread; readonly since: number }
  | { readonly kind: 'thread'; readonly thread: SamplerThread }
  /** The main thread, for good. */
  | { readonly kind: 'lost' };

/** Hands the sampling over to a thread of its own, and back when that is lost. */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #loop: TimerLoop;
  readonly #shared: SharedMeasurements;
  #state: State;
  #drainedBefore = Number.NaN;
  #drainTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: HandoverOptions) {
    this.#options = options;
    this.#shared = new SharedMeasurements(options.listProcesses);
    this.#state = { kind: options.workerFile === undefined ? 'lost' : 'main' };
    this.#loop = new TimerLoop(options.sampler, () => {
      this.sync();
      return this.#state.kind !== 'thread';
    });
  }

  /** Where samples are taken. */
  get thread(): 'own' | 'main' {
    return this.#state.kind === 'thread' ? 'own' : 'main';
  }

  get status(): Pick<Sampler, 'intervalMs' | 'lastTickMs' | 'newProcessesFrom'> {
    return this.#state.kind === 'thread' ? this.#state.thread.status : this.#options.sampler;
  }

  /** Brings both threads to the same state; to be called before anything is answered. */
  sync(): void {
    const state = this.#state;
    if (state.kind === 'starting') {
      if (state.thread.isReady) {
        this.#handOver(state.thread);
      } else if (now() - state.since > THREAD_START_LIMIT_MS) {
        state.thread.abandon(`it did not start within ${THREAD_START_LIMIT_MS / 1000} s`);
      }
    }
    this.#drain();
  }

  /**
   * To be called before a sample is handed on that the main thread took. While the other thread starts,
   * both sample, and what that one did before comes first. All samples of a tick have one time.
   *
   * @param at milliseconds of `clock.ts`
   */
  drainBefore(at: number): void {
    if (at !== this.#drainedBefore) {
      this.#drainedBefore = at;
      this.#drain();
    }
  }

  /** Begins to measure a root on the thread that samples. `peeked`: its memory was read just now. */
  track(tracked: HandedOver, root: Root, peeked: boolean): void {
    if (this.#state.kind !== 'thread') {
      this.#options.sampler.add(tracked.accumulator, root, peeked);
      this.#loop.wake();
    }
    if (peeked) {
      this.#start();
    }
    if (this.#thread !== undefined) {
      this.#tell(this.#thread, tracked, root, peeked);
    }
  }

  /** Measures an id no more. What was measured of it must have been read. */
  drop(tracked: HandedOver): void {
    this.#options.sampler.drop(tracked.accumulator);
    this.#thread?.drop(tracked.key);
    if (tracked.shared !== undefined) {
      this.#shared.giveBack(tracked.shared);
      tracked.shared = undefined;
    }
    if (!this.#options.sampler.isLive()) {
      this.#loop.stop();
    }
  }

  /** Samples at once. */
  sampleNow(): void {
    if (this.#state.kind === 'thread') {
      this.#state.thread.sampleNow();
      this.sync();
    } else {
      this.#loop.sampleNow();
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#loop.stop();
    clearInterval(this.#drainTimer);
    this.#thread?.stop();
    this.#state = { kind: 'lost' };
  }

  get #thread(): SamplerThread | undefined {
    return this.#state.kind === 'starting' || this.#state.kind === 'thread'
      ? this.#state.thread
      : undefined;
  }

  #drain(): void {
    this.#thread?.drain(this.#options.onSample);
  }

  #start(): void {
    const { workerFile, sampler, intervalMs, wantsSamples, listProcesses, notify } = this.#options;
    if (
      this.#state.kind !== 'main' ||
      workerFile === undefined ||
      sampler.collectorName !== 'procfs'
    ) {
      return;
    }
    try {
      const thread = new SamplerThread({
        workerFile,
        intervalMs,
        wantsSamples,
        listProcesses,
        onNotice: notify,
        onEnd: (end) => {
          this.#takeBack(end);
        },
      });
      this.#state = { kind: 'starting', thread, since: now() };
    } catch (error) {
      this.#takeBack({ kind: 'lost', reason: errorText(error) });
    }
  }

  #tell(thread: SamplerThread, tracked: HandedOver, root: Root, peeked: boolean): void {
    tracked.shared ??= this.#shared.take();
    thread.track(tracked.key, tracked.shared, root, peeked);
  }

  /** The thread knows all roots and found their descendants itself, but not those of dead parents. */
  #handOver(thread: SamplerThread): void {
    this.#state = { kind: 'thread', thread };
    this.#loop.stop();
    for (const tracked of this.#options.tracked()) {
      const { registeredAt } = tracked.accumulator.state;
      for (const process of this.#options.sampler.release(tracked.accumulator)) {
        const { pid, startTime } = process;
        if (!tracked.known.some((root) => root.pid === pid && root.startTime === startTime)) {
          const root: Root = { ...process, registeredAt, environment: undefined };
          tracked.known.push(root);
          this.#tell(thread, tracked, root, true);
        }
      }
    }
    if (this.#options.wantsSamples) {
      this.#drainTimer = setInterval(() => {
        this.sync();
      }, DRAIN_MS).unref();
    }
  }

  /** There is no other thread any more, so this one goes on, with the same processes. */
  #takeBack(end: ThreadEnd): void {
    const before = this.#state;
    this.sync();
    this.#state = { kind: 'lost' };
    clearInterval(this.#drainTimer);
    if (this.#disposed) {
      return;
    }
    const { sampler, notify } = this.#options;
    switch (end.kind) {
      case 'lost':
        notify(threadLost(end.reason));
        break;
      case 'gave-up':
        if (sampler.collectorName === 'procfs') {
          sampler.giveUpCollector(end.reason, end.failures);
        }
        break;
    }
    if (before.kind === 'thread') {
      for (const tracked of this.#options.tracked()) {
        for (const root of tracked.known) {
          const startTime = sampler.collectorName === 'procfs' ? root.startTime : undefined;
          sampler.add(tracked.accumulator, { ...root, startTime, registeredAt: now() }, false);
        }
      }
    }
    this.#loop.wake();
  }
}
