import type {
  Machine,
  Measuring,
  MemoryMeasurement,
  PeakProcess,
  RunSource,
  TaskDiagnosis,
  TaskOutcome,
  TaskRecord,
  ToolVersions,
} from '../record/run-record';

/** One line, or arguments, which show where a secret with blanks in it ends. */
export type CommandLine = string | readonly string[];

/** What a recorder needs to know of a run before it starts. */
export interface RunRecorderOptions {
  /** The folder of nx-peak in the workspace (`.nx/peak`); records go into its folder `runs`. */
  readonly root: string;
  /** The command line, best as its arguments; secrets in it are masked before it is written. */
  readonly command: CommandLine;
  readonly machine: Machine;
  readonly measuring: Measuring;
  /** A name made by `newRunId`; a new one by default. */
  readonly id?: string;
  readonly versions?: ToolVersions;
  readonly source?: RunSource;
  /** How many tasks may run at once (`--parallel`). */
  readonly parallel?: number;
  /** The run whose task started this one. */
  readonly parent?: string;
  /** Milliseconds since the epoch; now by default. */
  readonly startedAt?: number;
  /** How many records are kept, this one included: 20 by default. */
  readonly keep?: number;
  /** The size that the samples of a run are kept below, in bytes: 4 MB by default. */
  readonly mostSampleBytes?: number;
  /** More shapes of secrets, see `maskSecrets`. */
  readonly secretPatterns?: readonly RegExp[];
  /** Keeps the record in memory alone: nothing is written. */
  readonly inMemory?: boolean;
  /** Called once, with a sentence, when the record cannot be written. An error it throws is dropped. */
  readonly onProblem?: (message: string) => void;
}

/** A task by its name, with what is known of it before it runs. */
export type NamedTask = Pick<TaskRecord, 'id'> & Partial<Undefinable<TaskFacts>>;

type TaskFacts = Pick<
  TaskRecord,
  'project' | 'target' | 'configuration' | 'labels' | 'deps' | 'heapFlags'
>;

type Undefinable<T> = { readonly [Key in keyof T]: T[Key] | undefined };

/** A task that starts. */
export interface StartedTask extends NamedTask {
  /** Milliseconds since the epoch; now by default. */
  readonly startedAt?: number;
}

/** A process as it was, secrets in its command line included. */
export type EndedProcess = Omit<PeakProcess, 'command'> & { readonly command?: CommandLine };

/** How a task ended. */
export interface EndedTask {
  readonly outcome: Exclude<TaskOutcome, { kind: 'running' }>;
  /** Milliseconds since the epoch; now by default. */
  readonly endedAt?: number;
  /** When the task really started, where that is better known now. */
  readonly startedAt?: number;
  /** Absent when the task was not sampled. */
  readonly measurement?: MemoryMeasurement | undefined;
  /** The processes of the task when it used most, the largest first; the first twenty are kept. */
  readonly processesAtPeak?: readonly EndedProcess[];
  /** Why it failed, where memory or a signal ended it. */
  readonly diagnosis?: TaskDiagnosis | undefined;
  /** The V8 heap options of its environment, where they are known only now. */
  readonly heapFlags?: readonly string[] | undefined;
}
