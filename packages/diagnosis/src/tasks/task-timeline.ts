import type { Diagnosis } from '../diagnosis';
import type { WatchedCgroups } from '../evidence/oom-counters';
import type { TaskEnding } from '../rules/oom-case';
import type { ProcessEnd } from '../rules/process-end';

/** What is known of how one task runs and ends. Times are milliseconds of `performance.now()`. */
export interface TaskTimeline {
  readonly startedAt: number;
  /** `startedAt` on the clock of the kernel log, in microseconds. */
  readonly startedAtInKernelLog: number;
  /** When the task was settled; undefined while it runs. */
  endedAt: number | undefined;
  /** The processes that were started for it, in that order. */
  readonly pids: Set<number>;
  readonly ends: ProcessEnd[];
  /** The id of its samples: its own, or that of its batch. */
  measuredAs: string;
  cgroups: WatchedCgroups;
  /** The program that runs the tasks has begun to stop it. */
  stopping: boolean;
  /** Undefined until the task is settled. */
  ending: TaskEnding | undefined;
  /** Undefined until the task is settled, and for good when there is nothing to say about it. */
  diagnosis: Diagnosis | undefined;
}

/** The timelines of all tasks, by task id. */
export class TaskTimelines {
  readonly #byTask = new Map<string, TaskTimeline>();

  get(taskId: string): TaskTimeline | undefined {
    return this.#byTask.get(taskId);
  }

  /** A task is about to run, in the cgroups that are known so far. */
  start(taskId: string, cgroups: WatchedCgroups): void {
    this.#byTask.set(taskId, {
      startedAt: performance.now(),
      startedAtInKernelLog: Number(process.hrtime.bigint() / 1000n),
      endedAt: undefined,
      pids: new Set(),
      ends: [],
      measuredAs: taskId,
      cgroups,
      stopping: false,
      ending: undefined,
      diagnosis: undefined,
    });
  }

  forget(taskId: string): void {
    this.#byTask.delete(taskId);
  }

  entries(): Iterable<readonly [string, TaskTimeline]> {
    return this.#byTask;
  }

  /** Whether a task is known whose samples have this id. */
  isMeasured(id: string): boolean {
    return [...this.#byTask.values()].some(({ measuredAs }) => measuredAs === id);
  }

  /** The other tasks with a process that ran while this one did. Tasks of its own batch are none. */
  othersDuring(timeline: TaskTimeline): TaskTimeline[] {
    return [...this.#byTask.values()].filter(
      (other) =>
        other !== timeline &&
        other.pids.size > 0 &&
        (other.endedAt ?? Infinity) > timeline.startedAt &&
        ![...other.pids].some((pid) => timeline.pids.has(pid)),
    );
  }

  /** The ids under which other tasks are measured that have not ended: each batch once. */
  idsRunningBeside(timeline: TaskTimeline): string[] {
    const running = [...this.#byTask.values()].filter(
      (other) => other !== timeline && other.endedAt === undefined,
    );
    const ids = new Set(running.map(({ measuredAs }) => measuredAs));
    ids.delete(timeline.measuredAs);
    return [...ids];
  }
}
