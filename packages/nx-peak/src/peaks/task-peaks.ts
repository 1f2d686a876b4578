import { formatMemory } from '@nx-peak/host';
import type { MemoryTracker, PeakMeasurement, PeakProcesses } from '@nx-peak/memory-tracker';
import type { Renderer } from '../nx/renderer';
import type { SharedPeak, Task, TaskStatus } from '../nx/types';

/** A task that ended with a peak which is on no line on the screen yet. */
export interface UnprintedPeak {
  readonly task: Task;
  readonly status: TaskStatus | undefined;
  readonly renderer: Renderer;
  readonly suffix: string;
}

/** A task with its peak as it is printed. */
export interface HeavyTask {
  readonly id: string;
  readonly measurement: string;
}

interface TaskEntry {
  readonly task: Task;
  readonly renderer: Renderer;
  /** Nx shows the task's output as it comes, so it prints no line when the task ends. */
  streamed: boolean;
  status: TaskStatus | undefined;
  /** Bytes; undefined until settled, and for good when there was no sample. */
  peakRss: number | undefined;
  /** How the peak was measured: of the task's own processes, or of the one it shared. */
  measured: PeakMeasurement | undefined;
  /** The processes that made that peak. */
  processesAtPeak: PeakProcesses | undefined;
  /** Set when the measurement is that of a process which ran other tasks, too. */
  shared: SharedPeak | undefined;
  /** Where such a measurement comes from as long as the task is not settled. */
  sharedMeasurement: (() => SharedMeasurement) | undefined;
  settled: boolean;
}

/** The measurement of a task that shares its process with others. */
export interface SharedMeasurement {
  /** Bytes; undefined without a sample. */
  readonly peakRss: number | undefined;
  readonly shared: SharedPeak;
  /** What is known of the process that is shared. */
  readonly process?: PeakMeasurement | undefined;
  /** Where they are known for the measurement itself, not for the process as a whole. */
  readonly processesAtPeak?: PeakProcesses | undefined;
}

/** The measuring side, as far as tasks need it. */
export type Tracker = Pick<
  MemoryTracker,
  'startTracking' | 'stopTracking' | 'measurementOf' | 'processesAtPeak' | 'forget'
>;

/**
 * What is known of each task's peak: being measured, settled, printed. A measurement settles at the
 * first moment anybody shows or stores it, so that the printed line and the result agree.
 */
export class TaskPeaks {
  readonly #tracker: Tracker;
  readonly #entries = new Map<string, TaskEntry>();
  /** Settled with a measurement, and on no line yet. */
  readonly #unprinted = new Set<string>();

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  /** A task is about to run; what an earlier run of it left in this process is dropped. */
  taskStarted(task: Task, renderer: Renderer): void {
    this.forget(task.id);
    this.#entries.set(task.id, {
      task,
      renderer,
      streamed: false,
      status: undefined,
      peakRss: undefined,
      measured: undefined,
      processesAtPeak: undefined,
      shared: undefined,
      sharedMeasurement: undefined,
      settled: false,
    });
  }

  /** The task runs in a process together with others, which is measured elsewhere. */
  taskSharesProcess(taskId: string, measurement: () => SharedMeasurement): void {
    const entry = this.#entries.get(taskId);
    if (entry) {
      entry.sharedMeasurement = measurement;
    }
  }

  /** Nx will show the output of this task as it comes, and no line at its end. */
  taskIsStreamed(taskId: string): void {
    const entry = this.#entries.get(taskId);
    if (entry) {
      entry.streamed = true;
    }
  }

  /**
   * A process was spawned for a task.
   *
   * @param environment variables that it and its descendants alone have
   */
  processStarted(taskId: string, pid: number, environment: Readonly<Record<string, string>>): void {
    if (this.#entries.get(taskId)?.settled === false) {
      this.#tracker.startTracking(taskId, pid, { environment });
    }
  }

  /**
   * The task's peak in bytes, final from now on. Undefined for a task that was not started
   * here, has no process (cache hit, no-op) or no sample.
   */
  settle(taskId: string, status?: TaskStatus): number | undefined {
    const entry = this.#entries.get(taskId);
    if (entry === undefined) {
      return undefined;
    }
    entry.status = status ?? entry.status;
    if (!entry.settled) {
      if (entry.sharedMeasurement === undefined) {
        const peakRss = this.#tracker.stopTracking(taskId);
        entry.measured = this.#tracker.measurementOf(taskId);
        entry.processesAtPeak = this.#tracker.processesAtPeak(taskId);
        this.#settleAs(entry, peakRss);
        this.#tracker.forget(taskId);
      } else {
        this.settleShared(taskId, entry.sharedMeasurement());
      }
    }
    return entry.peakRss;
  }

  /** Settles a task that shares its process, when more is known than the whole of that. */
  settleShared(
    taskId: string,
    { peakRss, shared, process, processesAtPeak }: SharedMeasurement,
  ): void {
    const entry = this.#entries.get(taskId);
    if (entry?.settled === false) {
      entry.shared = peakRss === undefined ? undefined : shared;
      entry.measured = process;
      entry.processesAtPeak = processesAtPeak;
      this.#settleAs(entry, peakRss);
    }
  }

  /** Settles what is still being measured: nothing more will be heard of it. */
  settleAll(): void {
    for (const taskId of this.#entries.keys()) {
      this.settle(taskId);
    }
  }

  /** Drops everything known of a task. */
  forget(taskId: string): void {
    this.#tracker.forget(taskId);
    this.#entries.delete(taskId);
    this.#unprinted.delete(taskId);
  }

  /** With whom a settled task shared its measurement; undefined when the measurement is its own. */
  sharedWith(taskId: string): SharedPeak | undefined {
    return this.#entries.get(taskId)?.shared;
  }

  /** How the peak of a settled task was got; of a task that shared its process, of that process. */
  measuredOf(taskId: string): PeakMeasurement | undefined {
    return this.#entries.get(taskId)?.measured;
  }

  /** The processes that made the peak of a settled task; undefined when that is not known. */
  processesAtPeakOf(taskId: string): PeakProcesses | undefined {
    return this.#entries.get(taskId)?.processesAtPeak;
  }

  /** How the run of a task is shown; undefined for a task that was not started here. */
  rendererOf(taskId: string): Renderer | undefined {
    return this.#entries.get(taskId)?.renderer;
  }

  /** ` (peak: 512MB)` of a settled task, or undefined when it has no measurement. */
  suffixOf(taskId: string): string | undefined {
    const peakRss = this.#entries.get(taskId)?.peakRss;
    return peakRss === undefined ? undefined : peakSuffix(peakRss);
  }

  /** A line with this task's peak is on the screen. */
  printed(taskId: string): void {
    this.#unprinted.delete(taskId);
  }

  /** The streamed ones of these tasks whose peak is on no line. */
  unprintedStreamed(taskIds: readonly string[]): UnprintedPeak[] {
    return this.#describe(
      taskIds.filter((id) => this.#unprinted.has(id) && this.#entries.get(id)?.streamed === true),
    );
  }

  /** Every settled task whose peak is on no line, in the order they settled. */
  unprinted(): UnprintedPeak[] {
    return this.#describe([...this.#unprinted]);
  }

  /** The tasks with the largest measurements, the heaviest first. */
  heaviest(count: number): HeavyTask[] {
    return [...this.#entries.values()]
      .flatMap(({ task, peakRss }) => (peakRss === undefined ? [] : [{ id: task.id, peakRss }]))
      .sort((a, b) => b.peakRss - a.peakRss)
      .slice(0, count)
      .map(({ id, peakRss }) => ({ id, measurement: formatMemory(peakRss) }));
  }

  /** A task that was started. */
  taskOf(taskId: string): Task | undefined {
    return this.#entries.get(taskId)?.task;
  }

  /** Every task that was started. */
  startedTasks(): Task[] {
    return [...this.#entries.values()].map(({ task }) => task);
  }

  #settleAs(entry: TaskEntry, peakRss: number | undefined): void {
    entry.settled = true;
    entry.peakRss = peakRss;
    if (peakRss !== undefined) {
      this.#unprinted.add(entry.task.id);
    }
  }

  #describe(taskIds: readonly string[]): UnprintedPeak[] {
    return taskIds.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry?.peakRss === undefined
        ? []
        : [
            {
              task: entry.task,
              status: entry.status,
              renderer: entry.renderer,
              suffix: peakSuffix(entry.peakRss),
            },
          ];
    });
  }
}

/** What is appended to every line that names a finished task. */
export function peakSuffix(peakRss: number): string {
  return ` (peak: ${formatMemory(peakRss)})`;
}
