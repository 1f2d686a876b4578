import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorText, now } from '@nx-peak/host/procfs';
import type { Root } from '../collectors/collector';
import { EARLY_TICKS_MS } from '../sampler/schedule';
import type { TrackerNotice } from '../tracker-notice';
import { CommandRing } from './command-ring';
import { Control } from './control';
import type { Command, Report, SharedMeasurementMemory, ThreadStart } from './protocol';
import { SampleRing, type TakeSample } from './sample-ring';
import type { SharedMeasurement } from './shared-measurement';

/** The entry of the thread, beside this file. */
export const WORKER_FILE = join(__dirname, 'worker.js');

/**
 * What the thread may take, in MB. It keeps little and makes little garbage; a small young
 * generation keeps it in the processor's caches.
 */
const RESOURCE_LIMITS = {
  maxYoungGenerationSizeMb: 2,
  maxOldGenerationSizeMb: 24,
  stackSizeMb: 1,
};

/** When the first sample of a root is due that was read when it was registered. (ms) */
const FIRST_TICK_MS = Math.min(...EARLY_TICKS_MS);

/** How long the descriptors of an id that was dropped may be kept. (ms) */
const LAST_DROP_MS = 1000;

/** A tick takes a millisecond or so; nobody waits longer for one that was asked for. (ms) */
const TICK_WAIT_MS = 5;

/** How a thread ended that was not told to. */
export type ThreadEnd =
  | { readonly kind: 'lost'; readonly reason: string }
  /** It could not measure with /proc. */
  | { readonly kind: 'gave-up'; readonly reason: string; readonly failures: number };

export interface SamplerThreadOptions {
  readonly workerFile: string;
  readonly intervalMs: number;
  readonly wantsSamples: boolean;
  readonly listProcesses: boolean;
  readonly onNotice: (notice: TrackerNotice) => void;
  /** Called once. The thread does nothing any more. */
  readonly onEnd: (end: ThreadEnd) => void;
}

/** The sampling thread, as the main thread sees it. It never keeps the process alive. */
export class SamplerThread {
  readonly #options: SamplerThreadOptions;
  readonly #control = new Control();
  readonly #commands = new CommandRing<Command>();
  readonly #samples: SampleRing | undefined;
  readonly #worker: Worker;
  /** The numbers of the shared measurements whose memory it has. */
  readonly #sent = new Set<number>();
  #over = false;

  /** @throws Error when no thread can be started here */
  constructor(options: SamplerThreadOptions) {
    this.#options = options;
    this.#samples = options.wantsSamples ? new SampleRing() : undefined;
    const workerData: ThreadStart = {
      intervalMs: options.intervalMs,
      control: this.#control.memory,
      commands: this.#commands.memory,
      samples: this.#samples?.memory,
      listProcesses: options.listProcesses,
    };
    this.#worker = new Worker(options.workerFile, {
      name: 'memory-tracker',
      workerData,
      // None of what the user preloads into node (NODE_OPTIONS, --require) is wanted in here.
      argv: [],
      execArgv: [],
      env: {},
      stdin: false,
      stdout: false,
      stderr: false,
      resourceLimits: RESOURCE_LIMITS,
    });
    this.#worker.on('message', (report: Report) => {
      this.#hear(report);
    });
    this.#worker.on('error', (error) => {
      this.#end({ kind: 'lost', reason: errorText(error) });
    });
    this.#worker.on('exit', (code) => {
      this.#end({ kind: 'lost', reason: `it ended with exit code ${code}` });
    });
    // Last: a listener for messages would hold the process open again.
    this.#worker.unref();
  }

  /** Its first tick worked, and it goes on by itself. */
  get isReady(): boolean {
    return !this.#over && this.#control.isReady;
  }

  get status(): Pick<Control, 'intervalMs' | 'lastTickMs' | 'newProcessesFrom'> {
    return this.#control;
  }

  /** @param peeked its memory was read just now, so that its first sample can wait */
  track(key: number, shared: SharedMeasurement, root: Root, peeked: boolean): void {
    const { number, peak, processes } = shared;
    if (!this.#over && !this.#sent.has(number)) {
      this.#sent.add(number);
      const memory: SharedMeasurementMemory = {
        number,
        peak: peak.memory,
        processes: processes?.memory,
      };
      this.#worker.postMessage(memory);
    }
    const by = peeked ? root.registeredAt + FIRST_TICK_MS : Number.NEGATIVE_INFINITY;
    this.#tell({ kind: 'track', key, shared: number, root, peeked }, by);
  }

  drop(key: number): void {
    // An id that is over is no reason to wake up: its processes are forgotten at the next tick.
    const by = this.#control.sleepsForEver ? Number.POSITIVE_INFINITY : now() + LAST_DROP_MS;
    this.#tell({ kind: 'drop', key }, by);
  }

  /** Has it sample at once, and waits for that, but not for long. */
  sampleNow(): void {
    if (this.isReady) {
      this.#control.sampleNow(TICK_WAIT_MS);
    }
  }

  drain(take: TakeSample): void {
    if (this.#commands.isFull) {
      this.#commands.flush();
    }
    this.#samples?.drain(take);
  }

  /** Lets it end by itself, which takes a moment. */
  stop(): void {
    this.#over = true;
    this.#control.stop();
  }

  /** Ends a thread that does not do what it should. */
  abandon(reason: string): void {
    this.#end({ kind: 'lost', reason });
    this.#control.stop();
    void this.#worker.terminate();
  }

  /** @param by when it has to know, at the latest: milliseconds of `clock.ts` */
  #tell(command: Command, by: number): void {
    if (this.#over) {
      return;
    }
    if (!this.#commands.put(command) && command.kind === 'track') {
      // The environment that marks its descendants is longer than the ring: they are found without.
      this.#commands.put({ ...command, root: { ...command.root, environment: undefined } });
    }
    this.#control.wakeBy(this.#commands.isFull ? Number.NEGATIVE_INFINITY : by);
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case 'notice':
        this.#options.onNotice(report.notice);
        break;
      case 'gave-up':
        this.#end(report);
        break;
    }
  }

  #end(end: ThreadEnd): void {
    if (!this.#over) {
      this.#over = true;
      this.#options.onEnd(end);
    }
  }
}
