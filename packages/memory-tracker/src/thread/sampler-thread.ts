import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorText } from '@nx-peak/host';
import type { Root } from '../collectors/collector';
import { Control, type BoardMemory, type Command, type Report, type ThreadStart } from './protocol';
import { SampleRing, type TakeSample } from './sample-ring';

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

/** A look takes a millisecond or so; nobody waits longer for one that was asked for. (ms) */
const LOOK_WAIT_MS = 5;

/** How a thread ended that was not told to. */
export type ThreadEnd =
  | { readonly kind: 'lost'; readonly reason: string }
  /** It could not measure with /proc. */
  | { readonly kind: 'gave up'; readonly reason: string; readonly failures: number };

export interface SamplerThreadOptions {
  readonly workerFile: string;
  readonly intervalMs: number;
  readonly wantsSamples: boolean;
  readonly listProcesses: boolean;
  readonly onNotice: (notice: Extract<Report, { kind: 'notice' }>['notice']) => void;
  /** Told once. The thread does nothing any more. */
  readonly onEnd: (end: ThreadEnd) => void;
}

/** The sampling thread, as the main thread sees it. It never keeps the process alive. */
export class SamplerThread {
  private readonly control = new Control();
  private readonly ring: SampleRing | undefined;
  private readonly worker: Worker;
  private over = false;

  /** @throws Error when no thread can be started here */
  constructor(private readonly options: SamplerThreadOptions) {
    this.ring = options.wantsSamples ? new SampleRing() : undefined;
    const workerData: ThreadStart = {
      intervalMs: options.intervalMs,
      control: this.control.memory,
      ring: this.ring?.memory,
      listProcesses: options.listProcesses,
    };
    this.worker = new Worker(options.workerFile, {
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
    this.worker.on('message', (report: Report) => {
      this.hear(report);
    });
    this.worker.on('error', (error) => {
      this.end({ kind: 'lost', reason: errorText(error) });
    });
    this.worker.on('exit', (code) => {
      this.end({ kind: 'lost', reason: `it ended with exit code ${code}` });
    });
    // Last: a listener for messages would hold the process open again.
    this.worker.unref();
  }

  /** It has taken its first look, and goes on by itself. */
  get isReady(): boolean {
    return !this.over && this.control.isReady;
  }

  get status(): Pick<Control, 'intervalMs' | 'lastLookMs' | 'birthsFrom'> {
    return this.control;
  }

  track(key: number, boards: BoardMemory, root: Root): void {
    this.tell({ kind: 'track', key, boards, root });
  }

  drop(key: number): void {
    this.tell({ kind: 'drop', key });
  }

  /** Has it look at once, and waits for that, but not for long. */
  sampleNow(): void {
    if (this.isReady) {
      this.control.sampleNow(LOOK_WAIT_MS);
    }
  }

  drain(take: TakeSample): void {
    this.ring?.drain(take);
  }

  /** Lets it end by itself, which takes a moment. */
  stop(): void {
    this.over = true;
    this.control.stop();
  }

  /** Ends a thread that does not do what it should. */
  abandon(reason: string): void {
    this.end({ kind: 'lost', reason });
    this.control.stop();
    void this.worker.terminate();
  }

  private tell(command: Command): void {
    if (!this.over) {
      this.worker.postMessage(command);
      this.control.wake();
    }
  }

  private hear(report: Report): void {
    switch (report.kind) {
      case 'notice':
        this.options.onNotice(report.notice);
        break;
      case 'gave up':
        this.end(report);
        break;
    }
  }

  private end(end: ThreadEnd): void {
    if (!this.over) {
      this.over = true;
      this.options.onEnd(end);
    }
  }
}
