import { newRunId } from '@nx-peak/run-record/recorder';
import type * as Recorder from '@nx-peak/run-record/recorder';
import type {
  EndedProcess,
  NxGroupType,
  RunRecord,
  RunRecorder,
} from '@nx-peak/run-record/recorder';
import type { PeakMeasurement, PeakProcesses } from '@nx-peak/memory-tracker';
import type { Diagnosis, ProcessEnd } from '@nx-peak/diagnosis';
import { RUN_VARIABLE } from '../run-variable';
import type { Task, TaskStatus } from '../nx/types';
import { depsOf, parallelOf } from '../nx/task-graph';
import { beginRecord, type RecordOptions } from './begin-record';
import { nonEmpty } from './facts/ci-facts';
import { recordedDiagnosis, outcomeOf } from './outcome';
import { stateAtExit } from './run-state';

export interface RunRecordingOptions extends RecordOptions {
  /** What each part of nx itself took so far. */
  readonly nxItself: () => readonly (readonly [NxGroupType, PeakMeasurement])[];
}

/** Is given how to read the record; returns what is to be done at its end. */
export type OnBegin = (record: () => RunRecord | undefined) => () => void;

/** What is known of a task that ended. */
export interface TaskEnd {
  readonly status: TaskStatus | undefined;
  readonly end: ProcessEnd | undefined;
  /** Bytes; undefined for a task that was not sampled. */
  readonly peakRss: number | undefined;
  /** How that was got. */
  readonly measured: PeakMeasurement | undefined;
  /** The processes that made that peak; undefined when that is not known. */
  readonly processesAtPeak: PeakProcesses | undefined;
  /** Why it failed; undefined for one that did not, and where nothing is known. */
  readonly diagnosis: Diagnosis | undefined;
  /** Whether other tasks ran in the same process. */
  readonly shared: boolean;
}

/**
 * The record of what this process runs: begun with its first task, kept until the process goes. An
 * agent that lives on, or a program that runs one command after the other, has one for each.
 */
export class RunRecording {
  readonly #options: RunRecordingOptions;
  readonly #parent: string | undefined;
  readonly #outermost: boolean;
  readonly #onBegin: OnBegin;
  /** The name of the next record, if it was chosen already. */
  #nextId: string | undefined;
  #onEnd: () => void = () => undefined;
  /** What runs the tasks now; it knows the graph of the run. */
  #orchestrator: object | undefined;
  /** The heap flags of each task: those of its first process that has some. */
  #heapFlags = new Map<string, readonly string[]>();
  #recorder: RunRecorder | undefined;
  /** What became of every task of the record that is kept now. */
  #tasks = new Map<string, { readonly task: Task; running: boolean }>();
  #over = false;
  /** Whether the log has the summary of the record that is kept now. */
  summaryPrinted = false;

  /** @param onBegin is called when a record that is written is begun; what it returns, at its end */
  constructor(options: RunRecordingOptions, onBegin: OnBegin = () => () => undefined) {
    this.#options = options;
    this.#onBegin = onBegin;
    this.#parent = nonEmpty(options.env[RUN_VARIABLE]);
    // Nx gives it to every process of a task, also when the outer nx does not record.
    this.#outermost =
      this.#parent === undefined && nonEmpty(options.env['NX_TASK_TARGET_PROJECT']) === undefined;
  }

  /**
   * Names the run to the processes of its tasks. At once, because Nx takes the environment of tasks
   * from this one before it runs the first.
   */
  start(): void {
    this.#nextId = newRunId(Date.now());
    this.#options.env[RUN_VARIABLE] = this.#nextId;
  }

  /** Whether no task of another nx has started this one. */
  get isOutermost(): boolean {
    return this.#outermost;
  }

  /** Whether the command came to its end, and nothing runs any more. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Whether the log is to end with a summary. */
  get wantsSummary(): boolean {
    return this.#options.settings.summary;
  }

  /** Where the record is written; undefined as long as there is none, or when it is not written. */
  get folder(): string | undefined {
    return this.#options.settings.record ? this.#recorder?.folder : undefined;
  }

  /** The record as it is now; undefined when nothing ran yet. */
  record(): RunRecord | undefined {
    this.#measureNx();
    return this.#recorder?.record();
  }

  /** A command is about to run its tasks. */
  commandStarted(orchestrator: object): void {
    this.#continue();
    this.#orchestrator = orchestrator;
    this.#begun();
  }

  /** Tasks are run by this orchestrator, also where no command is run. */
  runsBy(orchestrator: object): void {
    this.#orchestrator = orchestrator;
  }

  taskStarted(task: Task): void {
    this.#continue();
    if (this.#tasks.get(task.id)?.running === true) {
      return;
    }
    this.#tasks.set(task.id, { task, running: true });
    this.#begun().taskStarted(this.#described(task));
  }

  /** A process of a task got flags for the heap of V8. */
  heapFlagsSeen(taskId: string, flags: readonly string[]): void {
    if (flags.length > 0 && !this.#heapFlags.has(taskId)) {
      this.#heapFlags.set(taskId, flags);
    }
  }

  taskEnded(
    task: Task,
    { status, end, peakRss, measured, processesAtPeak, diagnosis, shared }: TaskEnd,
  ): void {
    if (this.#tasks.get(task.id)?.running === false) {
      return;
    }
    this.#tasks.set(task.id, { task, running: false });
    const measurement =
      peakRss === undefined || measured === undefined
        ? undefined
        : shared
          ? sharedMeasurement(peakRss, measured)
          : { ...measured, peakRss };
    this.#begun().taskEnded(this.#described(task), {
      outcome: outcomeOf(status, end),
      measurement,
      diagnosis: diagnosis && recordedDiagnosis(diagnosis, peakRss),
      ...(processesAtPeak !== undefined && {
        processesAtPeak: processesAtPeak.processes.map(recordedProcess),
      }),
    });
  }

  /** Every task that started and of whose end nothing was heard. */
  running(): Task[] {
    return [...this.#tasks.values()].filter(({ running }) => running).map(({ task }) => task);
  }

  /** A sample: the shape of `MemoryTrackerOptions.onSample`. */
  sampled(id: string, bytes: number, at: number): void {
    this.#recorder?.sampled(id, bytes, at);
  }

  /** A sample of a part of nx itself. */
  nxSampled(group: NxGroupType, bytes: number, at: number): void {
    this.#recorder?.nxSampled(group, bytes, at);
  }

  batchStarted(id: string, taskIds: readonly string[]): void {
    this.#recorder?.batchStarted(id, taskIds);
  }

  batchEnded(id: string): void {
    this.#recorder?.batchEnded(id);
  }

  /** A command is over. What is started after this makes another record. */
  commandEnded(): void {
    this.#over = true;
  }

  /** An invocation of an agent is over, which lives on. */
  invocationEnded(): void {
    this.#over = true;
    if (!this.#anyRunning()) {
      this.finish(undefined);
    }
  }

  /** @param exitCode of this process; undefined as long as it goes on */
  finish(exitCode: number | undefined): void {
    this.#onEnd();
    this.#onEnd = () => undefined;
    this.#measureNx();
    this.#recorder?.finish(stateAtExit(exitCode, Date.now()));
    this.#recorder = undefined;
    this.#tasks = new Map();
    this.#heapFlags = new Map();
    this.summaryPrinted = false;
  }

  #continue(): void {
    if (this.#over && !this.#anyRunning()) {
      this.finish(undefined);
    }
    this.#over = false;
  }

  #anyRunning(): boolean {
    return [...this.#tasks.values()].some(({ running }) => running);
  }

  #begun(): RunRecorder {
    this.#recorder ??= this.#begin();
    return this.#recorder;
  }

  #begin(): RunRecorder {
    const id = this.#nextId;
    this.#nextId = undefined;
    const { recorder, isWritten } = beginRecord(this.#options, {
      id,
      parent: this.#parent,
      parallel: this.#orchestrator && parallelOf(this.#orchestrator),
    });
    this.#options.env[RUN_VARIABLE] = recorder.id;
    if (isWritten) {
      this.#onEnd = this.#onBegin(() => this.record());
    }
    return recorder;
  }

  #measureNx(): void {
    if (this.#recorder !== undefined) {
      for (const [group, measurement] of this.#options.nxItself()) {
        this.#recorder.nxMeasured(group, measurement);
      }
    }
  }

  #described(task: Task): Recorder.StartedTask {
    const deps = this.#orchestrator && depsOf(this.#orchestrator, task.id);
    const heapFlags = this.#heapFlags.get(task.id);
    return {
      id: task.id,
      ...task.target,
      ...(deps !== undefined && { deps }),
      ...(heapFlags !== undefined && { heapFlags }),
    };
  }
}

/** What is known of a task that shared its process: its peak, and beside it that process alone. */
function sharedMeasurement(
  peakRss: number,
  { samples, collector }: PeakMeasurement,
): Recorder.MemoryMeasurement {
  return { peakRss, samples, method: 'rss', collector, shared: true };
}

/** The recorder masks secrets in its command line. */
function recordedProcess({ bytes, ...process }: PeakProcesses['processes'][number]): EndedProcess {
  return { ...process, rss: bytes };
}
