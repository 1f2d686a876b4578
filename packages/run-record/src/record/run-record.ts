import type { RunProcess } from '@nx-peak/host';
/**
 * The format of `run.json`. Sizes are bytes and times are milliseconds since the epoch (UTC), as in
 * the samples and in Nx's own files. What is not known is left out: a missing size is never 0.
 *
 * A reader ignores and keeps fields that it does not know, so a minor version may add some. What
 * would be misread by an older reader makes a new major version, which older readers refuse.
 */
export const RECORD_FORMAT = 'nx-peak-run';
export const RECORD_VERSION = { major: 1, minor: 1 } as const;

/** One run of nx: the content of `run.json`. */
export interface RunRecord {
  readonly format: typeof RECORD_FORMAT;
  /** `major.minor` of the format the record was written in. */
  readonly version: string;
  /** The name of the record's folder: the time of the start and random hexadecimal digits. */
  readonly id: string;
  /** The run whose task started this one; absent for an outermost run. */
  readonly parent?: string;
  /** The nx process. */
  readonly process: RunProcess;
  readonly state: RunState;
  /** The command line, secrets masked. */
  readonly command: string;
  readonly startedAt: number;
  /** When this file was last written. */
  readonly updatedAt: number;
  readonly git?: GitState;
  readonly versions: ToolVersions;
  readonly machine: Machine;
  readonly measuring: Measuring;
  /** Every task that was heard of, in the order in which they were. */
  readonly tasks: readonly TaskRecord[];
  /** The moment at which all tasks together held most; absent without a sample. */
  readonly peak?: RunPeak;
}

export type { RunProcess } from '@nx-peak/host';

/**
 * How far the run has come. `cut-short` is never written: it is what readers make of `running`
 * when the process is gone.
 */
export type RunState =
  | { readonly kind: 'running' }
  | { readonly kind: 'finished'; readonly endedAt: number; readonly exitCode?: number }
  | { readonly kind: 'stopped'; readonly endedAt: number }
  | { readonly kind: 'cut-short'; readonly lastSeenAt: number };

export interface GitState {
  /** The full hash of the commit checked out. */
  readonly commit?: string;
  /** Absent when no branch is checked out. */
  readonly branch?: string;
}

export interface ToolVersions {
  readonly nx?: string;
  readonly node?: string;
  readonly nxPeak?: string;
}

export interface Machine {
  /** `process.platform`, e.g. `linux`. */
  readonly platform: string;
  /** The release of the operating system, e.g. `6.1.0-18-amd64`. */
  readonly release?: string;
  /** `process.arch`, e.g. `x64`. */
  readonly arch?: string;
  readonly cpus?: number;
  /** Bytes of physical memory. */
  readonly memory?: number;
  /** Bytes that the container or cgroup allows; absent when it sets no limit. */
  readonly containerLimit?: number;
}

export interface Measuring {
  /** The longest gap between two looks, in milliseconds. */
  readonly intervalMs: number;
  /** The collector in use, e.g. `procfs`. */
  readonly collector?: string;
}

export interface TaskRecord {
  /** `project:target` or `project:target:configuration`. */
  readonly id: string;
  readonly project: string;
  readonly target: string;
  readonly configuration?: string;
  readonly outcome: TaskOutcome;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Absent when the task was not sampled. */
  readonly measurement?: MemoryMeasurement;
  /** The processes of the task when it held most, the largest first; at most twenty. */
  readonly processesAtPeak?: readonly PeakProcess[];
  /** Why it failed, where memory or a kill ended it; absent for one that failed by itself. Since 1.1. */
  readonly death?: TaskDiagnosis;
}

/** Why a task died, and how well that is proven. */
export interface TaskDiagnosis {
  readonly cause: DiagnosisCause;
  readonly confidence: DiagnosisConfidence;
  /** Continues the task's name: `ran out of memory: the kernel killed it (certain: ...)`. */
  readonly headline: string;
  /** What to know beside it, and what to do: at most a few lines. */
  readonly details: readonly string[];
}

/**
 * - `out-of-memory`: the kernel killed a process of the task for want of memory
 * - `v8-heap-limit`: V8 gave up at the limit of its heap
 * - `killed-by-signal`: something ended it, and nothing says that it was memory
 */
export type DiagnosisCause = 'out-of-memory' | 'v8-heap-limit' | 'killed-by-signal';

export type DiagnosisConfidence = 'certain' | 'likely' | 'unproven';

/** How a task ended. */
export type TaskOutcome =
  | { readonly status: 'running' }
  | { readonly status: 'succeeded'; readonly exitCode?: number }
  | { readonly status: 'failed'; readonly exitCode?: number; readonly signal?: string }
  | { readonly status: 'stopped'; readonly exitCode?: number; readonly signal?: string }
  | { readonly status: 'cached'; readonly cache: CacheKind }
  | { readonly status: 'skipped' };

export type TaskStatus = TaskOutcome['status'];

/** Where the outputs of a task that did not run came from. */
export type CacheKind = 'local' | 'local-kept' | 'remote';

/**
 * What was measured of a task. The measurements of `@nx-peak/memory-tracker` have this shape; a record
 * keeps whatever more they hold.
 */
export interface MemoryMeasurement {
  /** Bytes, always above 0: the largest sum of the resident sets of the task's processes. */
  readonly peakRss: number;
  /** How many looks found something to count. */
  readonly samples: number;
  /** How the measurement was got, e.g. `rss`, `rss+hwm`. */
  readonly method: string;
  /** The collector that saw the peak. */
  readonly collector: string;
  /** Bytes: pages that several processes share counted once. */
  readonly peakUnique?: number | undefined;
  /** Why the measurement may be low, e.g. `one-sample`. */
  readonly caveats?: readonly string[] | undefined;
  /** User and system time of all processes, in seconds. */
  readonly cpuSeconds?: number | undefined;
  /** `cpuSeconds` by the seconds measured: 1 is one core all the time. */
  readonly cpuRatio?: number | undefined;
  /** Bytes swapped out at most. */
  readonly swapPeak?: number | undefined;
  /** How many processes the task had at once at most. */
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
  /** Bytes resident. */
  readonly memory: number;
}

export interface RunPeak {
  readonly timestamp: number;
  /** Bytes of all tasks together. */
  readonly memory: number;
  /** What each task held at that moment, the largest first. */
  readonly tasks: readonly TaskShare[];
}

export interface TaskShare {
  readonly id: string;
  /** Bytes. */
  readonly memory: number;
}

/** What the run had to fit into, in bytes; undefined when neither is known. */
export function memoryLimitOf(
  machine: Machine,
): { readonly bytes: number; readonly kind: 'container' | 'machine' } | undefined {
  const { containerLimit, memory } = machine;
  if (containerLimit !== undefined && (memory === undefined || containerLimit < memory)) {
    return { bytes: containerLimit, kind: 'container' };
  }
  return memory === undefined ? undefined : { bytes: memory, kind: 'machine' };
}
