import type { ProcessIdentity } from '@nx-peak/host';
import type { MachineClass } from './machine-class';
import type { RunSource } from './run-source';

/**
 * The format of `run.json`. Times are milliseconds since the epoch (UTC), as in the samples and in
 * Nx's own files. Sizes are bytes: their names end in `Bytes`, or they are resident sets (`rss`,
 * `peakRss`). What is not known is left out: a missing size is never 0.
 *
 * A reader ignores and keeps fields that it does not know, so a minor version may add some. What
 * would be misread by an older reader makes a new major version, which older readers refuse.
 */
export const RECORD_FORMAT = 'nx-peak-run';
/** The version of the format that is written today. */
export const RECORD_VERSION = { major: 2, minor: 0 } as const;

/** One run of nx, or of a measured command: the content of `run.json`. */
export interface RunRecord {
  readonly format: typeof RECORD_FORMAT;
  /** `major.minor` of the format the record was written in. */
  readonly version: string;
  /** The name of the record's folder: the time of the start and random hexadecimal digits. */
  readonly id: string;
  /** The run whose task started this one; absent for an outermost run. */
  readonly parent?: string;
  /** The process that ran the tasks: the nx process. */
  readonly process: RunProcess;
  readonly state: RunState;
  /** The command line, secrets masked. */
  readonly command: string;
  readonly startedAt: number;
  /** When this file was last written. */
  readonly updatedAt: number;
  /** What was run, and where: repository, commit and CI job. */
  readonly source?: RunSource;
  readonly versions: ToolVersions;
  readonly machine: Machine;
  /** Which runs this one can be compared with: the same task takes more memory on a larger machine. */
  readonly machineClass: MachineClass;
  /** How many tasks could run at once (`--parallel`). */
  readonly parallel?: number;
  readonly measuring: Measuring;
  /** All tasks of the run, in the order in which they started or were named. */
  readonly tasks: readonly TaskRecord[];
  /** What nx itself took, apart from its tasks; absent when it was not measured. */
  readonly nxItself?: NxItself;
  /** The moment at which the tasks and nx together used most; absent without a sample of a task. */
  readonly peak?: RunPeak;
}

/** The process of a run, told apart from a later one with its pid. */
export type RunProcess = ProcessIdentity;

export type { MachineClass } from './machine-class';
export type { CiJob, RunSource } from './run-source';

/**
 * How far the run has come. `incomplete` is never written: it is what readers make of `running`
 * when the process is gone.
 */
export type RunState =
  | { readonly kind: 'running' }
  | { readonly kind: 'finished'; readonly endedAt: number; readonly exitCode?: number }
  | { readonly kind: 'stopped'; readonly endedAt: number }
  | { readonly kind: 'incomplete'; readonly lastSeenAt: number };

/** The versions of the programs that made the record. */
export interface ToolVersions {
  readonly nx?: string;
  readonly node?: string;
  readonly nxPeak?: string;
}

/** The machine that a run was on. */
export interface Machine {
  /** `process.platform`, e.g. `linux`. */
  readonly platform: string;
  /** The release of the operating system, e.g. `6.1.0-18-amd64`. */
  readonly release?: string;
  /** `process.arch`, e.g. `x64`. */
  readonly arch?: string;
  readonly cpus?: number;
  /** Physical memory. */
  readonly memoryBytes?: number;
  /** What the container or cgroup allows; absent when it sets no limit. */
  readonly containerLimitBytes?: number;
}

/** How the memory of the tasks was measured. */
export interface Measuring {
  /** The longest time between two samples, in milliseconds. */
  readonly intervalMs: number;
  /** The collector in use, e.g. `procfs`. */
  readonly collector?: string;
}

/** A task of Nx, or a measured command, which has labels in place of a project and a target. */
export interface TaskRecord {
  /** The id of a task: of one of Nx it is `project:target` or `project:target:configuration`. */
  readonly id: string;
  readonly project?: string;
  readonly target?: string;
  readonly configuration?: string;
  /** Free labels by name, which tell measured commands apart. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The ids of the tasks that had to end before this one could start, cached ones included. */
  readonly deps?: readonly string[];
  /**
   * The options in the task's environment (`NODE_OPTIONS`) that size the heap of V8, and no others:
   * `--max-old-space-size=4096`. What a task takes depends on them.
   */
  readonly heapFlags?: readonly string[];
  readonly outcome: TaskOutcome;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Absent when the task was not sampled. */
  readonly measurement?: MemoryMeasurement;
  /** The processes of the task when it used most, the largest first; at most twenty. */
  readonly processesAtPeak?: readonly PeakProcess[];
  /** Why it failed, where memory or a signal ended it; absent for a task that failed by itself. */
  readonly diagnosis?: TaskDiagnosis;
}

/** Why a task died, and how well that is proven. */
export interface TaskDiagnosis {
  readonly cause: DiagnosisCause;
  readonly confidence: DiagnosisConfidence;
  /** Continues the task's name: `was OOM-killed by the kernel (certain: ...)`. */
  readonly headline: string;
  /** More facts and advice: at most a few lines. */
  readonly details: readonly string[];
}

/**
 * What a task died of.
 *
 * - `out-of-memory`: the kernel killed a process of the task because memory ran out
 * - `v8-heap-limit`: V8 reached the limit of its heap
 * - `killed-by-signal`: a signal ended it, and nothing says that memory was the reason
 */
export type DiagnosisCause = 'out-of-memory' | 'v8-heap-limit' | 'killed-by-signal';

/** How well the cause of a diagnosis is proven. */
export type DiagnosisConfidence = 'certain' | 'likely' | 'unproven';

/** How a task ended. */
export type TaskOutcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'succeeded'; readonly exitCode?: number }
  | { readonly kind: 'failed'; readonly exitCode?: number; readonly signal?: string }
  | { readonly kind: 'stopped'; readonly exitCode?: number; readonly signal?: string }
  | { readonly kind: 'cached'; readonly cache: CacheKind }
  | { readonly kind: 'skipped' };

/** Where the outputs of a task that did not run came from. */
export type CacheKind = 'local' | 'local-kept' | 'remote';

/**
 * What was measured of a task, or of a part of nx. The measurements of `@nx-peak/memory-tracker`
 * have this shape; a record keeps any further fields.
 */
export interface MemoryMeasurement {
  /** Bytes, always above 0: the largest sum of the resident sets of the processes. */
  readonly peakRss: number;
  /** How many samples found something to count. */
  readonly samples: number;
  /** How the peak was measured, e.g. `rss`, `rss+hwm`. */
  readonly method: string;
  /** The collector that saw the peak. */
  readonly collector: string;
  /** Bytes: pages that several processes share are counted once. */
  readonly peakUnique?: number | undefined;
  /** Why the measurement may be low, e.g. `one-sample`. */
  readonly caveats?: readonly string[] | undefined;
  /** User and system time of all processes, in seconds. */
  readonly cpuSeconds?: number | undefined;
  /** `cpuSeconds` by the seconds measured: 1 is one processor all the time. */
  readonly cpuRatio?: number | undefined;
  /** The most bytes that were swapped out. */
  readonly swapPeak?: number | undefined;
  /** The most processes at one time. */
  readonly maxProcesses?: number | undefined;
  /** The processes also ran other tasks, so that the measurement is an upper bound. */
  readonly shared?: boolean | undefined;
}

/** A process of a task at the moment of the task's peak. */
export interface PeakProcess {
  readonly pid: number;
  readonly ppid?: number;
  readonly name?: string;
  /** Secrets masked, cut to 300 characters. */
  readonly command?: string;
  /** Bytes. */
  readonly rss: number;
}

/**
 * The parts of nx itself, by the names of Nx's own collector: the nx process, the processes it keeps
 * (plugin workers), the daemon, and the processes of the daemon.
 */
export const NX_GROUP_TYPES = [
  'MainCLI',
  'MainCliSubprocesses',
  'Daemon',
  'DaemonSubprocesses',
] as const;

/** One part of nx itself. */
export type NxGroupType = (typeof NX_GROUP_TYPES)[number];

/** Whether a name is that of a part of nx itself, rather than of a task. */
export function isNxGroupType(name: string): name is NxGroupType {
  return (NX_GROUP_TYPES as readonly string[]).includes(name);
}

/** What nx itself took. */
export interface NxItself {
  /** Bytes: the largest sum of its parts at one moment. */
  readonly peakRss: number;
  /** What each part of nx took. A part that did not run, or was not measured, is absent. */
  readonly groups: Readonly<Partial<Record<NxGroupType, MemoryMeasurement>>>;
}

/** The moment at which the tasks and nx together used most, while a task ran. */
export interface RunPeak {
  readonly timestamp: number;
  /** Bytes of the tasks and nx together: `tasksRss` + `nxRss`. */
  readonly rss: number;
  /** Bytes of all tasks together. */
  readonly tasksRss: number;
  /** Bytes of nx itself; absent when it was not measured. */
  readonly nxRss?: number;
  /** What each task used at that moment, the largest first. */
  readonly tasks: readonly TaskShare[];
}

/** The part of a task in a sum. */
export interface TaskShare {
  readonly id: string;
  /** Bytes. */
  readonly rss: number;
}
