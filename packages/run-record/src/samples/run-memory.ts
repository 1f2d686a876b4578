import type { NxGroupType, TaskShare } from '../record/run-record';
import { MemoryInUse, type MemoryInUseOptions } from './memory-in-use';

/** What was sampled at one moment, in bytes: of some tasks, or all, and of parts of nx itself. */
export interface Sampled {
  readonly tasks: ReadonlyMap<string, number>;
  readonly nx: ReadonlyMap<NxGroupType, number>;
}

/** What the run uses at one moment, in bytes. */
export interface RunSum {
  /** All tasks together. */
  readonly tasksRss: number;
  /** Nx itself; undefined when it was never sampled. */
  readonly nxRss: number | undefined;
}

/** What the tasks of a run, and nx itself, use from sample to sample. */
export class RunMemory {
  readonly #tasks: MemoryInUse;
  readonly #nx: MemoryInUse;
  #nxWasSampled = false;

  constructor(options: MemoryInUseOptions) {
    this.#tasks = new MemoryInUse(options);
    this.#nx = new MemoryInUse({ holdMs: options.holdMs });
  }

  /**
   * @param timestamp milliseconds since the epoch
   * @param isWhole the sample is of all that ran, see `MemoryInUse`
   */
  sample(
    timestamp: number,
    { tasks, nx }: Sampled,
    options: { readonly isWhole?: boolean } = {},
  ): RunSum {
    this.#nxWasSampled ||= nx.size > 0;
    const tasksRss = this.#tasks.sample(timestamp, tasks, options);
    const nxRss = this.#nx.sample(timestamp, nx, options);
    return { tasksRss, nxRss: this.#nxWasSampled ? nxRss : undefined };
  }

  /** A task ended: what it used is free. */
  release(id: string): void {
    this.#tasks.release(id);
  }

  /** What each task uses now, the largest first. */
  shares(): TaskShare[] {
    return this.#tasks.shares();
  }
}

/** Bytes of the tasks and nx together. */
export function totalRss({ tasksRss, nxRss = 0 }: RunSum): number {
  return tasksRss + nxRss;
}
