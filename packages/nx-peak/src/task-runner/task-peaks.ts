import { formatMemory, type MemoryTracker } from '@nx-peak/memory-tracker';
import type { Task, TaskStatus } from './nx-internals';

/** How Nx shows a run; decides who names a finished task, and when. */
export type Renderer = 'static' | 'dynamic' | 'summary' | 'tui';

/** A task that ended with a peak which no line on the screen has told yet. */
export interface UntoldPeak {
  readonly task: Task;
  readonly status: TaskStatus | undefined;
  readonly renderer: Renderer;
  readonly suffix: string;
}

interface TaskEntry {
  readonly task: Task;
  readonly renderer: Renderer;
  /** Nx shows the task's output as it comes, so it prints no line when the task ends. */
  streamed: boolean;
  status: TaskStatus | undefined;
  /** Bytes; undefined until settled, and for good when there was no sample. */
  peakRss: number | undefined;
  settled: boolean;
  told: boolean;
}

/** The measuring side, as far as tasks need it. */
export type Tracker = Pick<MemoryTracker, 'startTracking' | 'stopTracking' | 'forget'>;

/**
 * What is known of each task's peak: being measured, settled, told. A figure settles at the
 * first moment anybody shows or stores it, so that the printed line and the result agree.
 */
export class TaskPeaks {
  readonly #tracker: Tracker;
  readonly #entries = new Map<string, TaskEntry>();

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  /** A task is about to run; what an earlier run of it left in this process is dropped. */
  taskStarted(task: Task, renderer: Renderer): void {
    this.#tracker.forget(task.id);
    this.#entries.set(task.id, {
      task,
      renderer,
      streamed: false,
      status: undefined,
      peakRss: undefined,
      settled: false,
      told: false,
    });
  }

  /** Nx will show the output of this task as it comes, and no line at its end. */
  taskIsStreamed(taskId: string): void {
    const entry = this.#entries.get(taskId);
    if (entry) {
      entry.streamed = true;
    }
  }

  /** A process was spawned for a task. */
  processStarted(taskId: string, pid: number): void {
    this.#tracker.startTracking(taskId, pid);
  }

  /**
   * The task's peak in bytes, final from now on. Undefined for a task without a process
   * (cache hit, no-op) or without a sample.
   */
  settle(taskId: string, status?: TaskStatus): number | undefined {
    const entry = this.#entries.get(taskId);
    if (!entry) {
      return this.#tracker.stopTracking(taskId);
    }
    if (!entry.settled) {
      entry.settled = true;
      entry.peakRss = this.#tracker.stopTracking(taskId);
    }
    entry.status = status ?? entry.status;
    return entry.peakRss;
  }

  /** ` (peak: 512MB)` of a settled task, or undefined when it has no figure. */
  suffixOf(taskId: string): string | undefined {
    const peakRss = this.#entries.get(taskId)?.peakRss;
    return peakRss === undefined ? undefined : peakSuffix(peakRss);
  }

  /** A line with this task's peak is on the screen. */
  told(taskId: string): void {
    const entry = this.#entries.get(taskId);
    if (entry) {
      entry.told = true;
    }
  }

  /** Of these tasks, the streamed ones whose peak no line has told. */
  untoldStreamed(taskIds: readonly string[]): UntoldPeak[] {
    return this.#untold((entry) => entry.streamed && taskIds.includes(entry.task.id));
  }

  /** Every ended task whose peak no line has told. */
  untold(): UntoldPeak[] {
    return this.#untold((entry) => entry.settled);
  }

  /** Settles what is still being measured: the process is about to go. */
  settleAll(): void {
    for (const taskId of this.#entries.keys()) {
      this.settle(taskId);
    }
  }

  /** Every task that was started. */
  startedTasks(): Task[] {
    return [...this.#entries.values()].map(({ task }) => task);
  }

  /** Settled tasks with a figure. */
  settledTasks(): { task: Task; suffix: string }[] {
    return [...this.#entries.values()].flatMap(({ task, peakRss }) =>
      peakRss === undefined ? [] : [{ task, suffix: peakSuffix(peakRss) }],
    );
  }

  #untold(wanted: (entry: TaskEntry) => boolean): UntoldPeak[] {
    return [...this.#entries.values()].flatMap((entry) =>
      entry.peakRss === undefined || entry.told || !wanted(entry)
        ? []
        : [
            {
              task: entry.task,
              status: entry.status,
              renderer: entry.renderer,
              suffix: peakSuffix(entry.peakRss),
            },
          ],
    );
  }
}

/** What is appended to every line that names a finished task. */
export function peakSuffix(peakRss: number): string {
  return ` (peak: ${formatMemory(peakRss)})`;
}
