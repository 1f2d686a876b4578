import { readKernelLog, type Cgroup } from '@nx-peak/host';
import type { Diagnosis } from './diagnosis';
import { OomCounters } from './evidence/oom-counters';
import { findTaskCgroups } from './evidence/task-cgroup';
import { diagnose } from './rules/diagnose';
import type { TaskEnding } from './rules/oom-case';
import { decidingEnd, type ProcessEnd } from './rules/process-end';
import { buildCase, type CaseSources } from './tasks/build-case';
import { type MemoryProvider, NO_MEASUREMENTS, TaskMemory } from './tasks/task-memory';
import { type TaskTimeline, TaskTimelines } from './tasks/task-timeline';

/** Where `TaskDiagnoses` gets what it is not told. */
export interface TaskDiagnosesOptions {
  /** Where the measurements of tasks come from; by default from `sampled` alone. */
  readonly memory?: MemoryProvider;
  /** Reads the records of the kernel log; undefined where it cannot be read. */
  readonly readKernelLog?: () => readonly string[] | undefined;
}

/**
 * Diagnoses tasks that run side by side, from what the caller reports of their processes. A task that
 * succeeds costs one counter at its start and one at its end; everything else is read when one fails.
 */
export class TaskDiagnoses {
  readonly #counters = new OomCounters();
  readonly #timelines = new TaskTimelines();
  readonly #memory: TaskMemory;
  /** The diagnoses by pid: several tasks may share a process, and so the diagnosis of its end. */
  readonly #ofProcesses = new Map<number, Diagnosis>();
  readonly #explainedPids = new Set<number>();
  readonly #failed = new Set<string>();
  readonly #sources: CaseSources;

  constructor({
    memory = NO_MEASUREMENTS,
    readKernelLog: readLog = readKernelLog,
  }: TaskDiagnosesOptions = {}) {
    this.#memory = new TaskMemory(memory);
    this.#sources = {
      timelines: this.#timelines,
      counters: this.#counters,
      memory: this.#memory,
      explainedPids: this.#explainedPids,
      readKernelLog: readLog,
    };
  }

  /**
   * A task is about to run; everything known of an earlier run of it is dropped. Nothing happens
   * when it was started already and has no process yet.
   */
  taskStarted(taskId: string): void {
    if (this.#timelines.get(taskId)?.pids.size === 0) {
      return;
    }
    this.forget(taskId);
    this.#counters.begin();
    this.#counters.readOne();
    this.#timelines.start(taskId, this.#counters.ours);
  }

  /**
   * A process was started for a task.
   * @param measuredAs the id of its samples; by default the task's own
   */
  processStarted(taskId: string, pid: number, measuredAs?: string): void {
    const timeline = this.#timelines.get(taskId);
    timeline?.pids.add(pid);
    if (timeline !== undefined && measuredAs !== undefined) {
      timeline.measuredAs = measuredAs;
    }
  }

  /** The processes of a task run in a cgroup that was made for them. */
  cgroupAssigned(taskId: string, cgroup: Cgroup): void {
    const timeline = this.#timelines.get(taskId);
    if (timeline !== undefined && timeline.cgroups.own?.path !== cgroup.path) {
      timeline.cgroups = this.#counters.watchChild(cgroup);
    }
  }

  /** A process of a task has ended; `end` is undefined when it is not known how. */
  processEnded(taskId: string, end: ProcessEnd | undefined): void {
    if (end !== undefined) {
      this.#timelines.get(taskId)?.ends.push(end);
    }
  }

  /** The program that runs the tasks begins to stop this one. */
  stopping(taskId: string): void {
    const timeline = this.#timelines.get(taskId);
    if (timeline !== undefined) {
      timeline.stopping = true;
    }
  }

  /** A sample was taken: RSS of all processes of this id, in bytes. */
  sampled(id: string, bytes: number): void {
    const samples = this.#memory.sampled(id, bytes);
    const timeline = this.#timelines.get(id);
    const [firstPid] = timeline?.pids ?? [];
    // A task may move itself to another cgroup soon after it started, or later.
    if (timeline !== undefined && firstPid !== undefined && isPowerOfTwo(samples)) {
      timeline.cgroups = findTaskCgroups(firstPid, timeline.cgroups, this.#counters);
    }
  }

  /**
   * Diagnoses a task that has ended. The first call decides, and later ones return the same, so that
   * what is printed and what is stored agree.
   *
   * @param ending how the task ended, as the program that runs the tasks says
   * @param output what the task printed, as far as it is known
   * @returns undefined when there is nothing to say about it: it succeeded, or had no process
   */
  settle(taskId: string, ending: TaskEnding, output: string): Diagnosis | undefined {
    const timeline = this.#timelines.get(taskId);
    if (timeline === undefined || timeline.pids.size === 0) {
      return undefined; // a cache hit, a task without a process
    }
    timeline.endedAt ??= performance.now();
    if (timeline.ending === undefined) {
      timeline.ending = ending === 'failed' && timeline.stopping ? 'stopped' : ending;
      timeline.diagnosis = this.#diagnose(timeline, timeline.ending, output);
      if (timeline.ending === 'failed' && timeline.diagnosis !== undefined) {
        this.#failed.add(taskId);
      }
    }
    return timeline.diagnosis;
  }

  /**
   * Settles the tasks whose processes failed and that nobody stopped or settled: this process is
   * about to exit, and will not hear of their end.
   */
  settleEnded(): void {
    for (const [taskId, { ends, stopping }] of this.#timelines.entries()) {
      if (!stopping && decidingEnd(ends) !== undefined) {
        this.settle(taskId, 'failed', '');
      }
    }
  }

  /** The tasks that failed, were not being stopped, and have a diagnosis, in the order they settled. */
  failed(): string[] {
    return [...this.#failed];
  }

  /** The diagnosis of a settled task. */
  diagnosisOf(taskId: string): Diagnosis | undefined {
    return this.#timelines.get(taskId)?.diagnosis;
  }

  /** How the processes of a task ended: the end that decided its failure, else the last one. */
  endOf(taskId: string): ProcessEnd | undefined {
    const ends = this.#timelines.get(taskId)?.ends ?? [];
    return decidingEnd(ends) ?? ends.at(-1);
  }

  /** Drops everything known of a task. */
  forget(taskId: string): void {
    const { pids, measuredAs = taskId } = this.#timelines.get(taskId) ?? {};
    pids?.forEach((pid) => this.#ofProcesses.delete(pid));
    this.#timelines.forget(taskId);
    this.#failed.delete(taskId);
    // The samples of a batch are kept for as long as one of its tasks is known.
    if (measuredAs === taskId || !this.#timelines.isMeasured(measuredAs)) {
      this.#memory.forget(measuredAs);
    }
  }

  /** Gives back what is kept open from task to task. Diagnoses stay readable. */
  dispose(): void {
    this.#counters.close();
  }

  #diagnose(timeline: TaskTimeline, ending: TaskEnding, output: string): Diagnosis | undefined {
    if (ending === 'succeeded' && timeline.cgroups === this.#counters.ours) {
      this.#counters.readOne();
      return undefined;
    }
    const end = decidingEnd(timeline.ends);
    const shared = end && this.#ofProcesses.get(end.pid);
    if (shared !== undefined) {
      return shared;
    }
    this.#counters.readAll(timeline.cgroups);
    const diagnosis = diagnose(buildCase(timeline, ending, output, this.#sources));
    if (diagnosis?.kind === 'out-of-memory') {
      this.#explainKills(timeline, diagnosis);
      if (end !== undefined) {
        this.#ofProcesses.set(end.pid, diagnosis);
      }
    }
    return diagnosis;
  }

  /** The kills that this diagnosis explains are not available to another one. */
  #explainKills({ cgroups, startedAt }: TaskTimeline, { evidence }: Diagnosis): void {
    for (const one of evidence) {
      if (one.kind === 'kernel-log') {
        this.#explainedPids.add(one.pid);
      }
    }
    const counter = this.#counters.counterOf(cgroups);
    if (counter !== undefined) {
      this.#counters.ledger.explain(counter, startedAt, performance.now());
    }
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
