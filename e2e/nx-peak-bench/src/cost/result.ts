import type { Attempt } from '@nx-peak/testkit';
import type { ContenderName } from '../contenders/names';

/** How many tasks run, and of how many processes each. */
export interface Shape {
  readonly title: string;
  readonly tasks: number;
  readonly processesEach: number;
}

/** What one contender used in one stretch of time, its idle baseline deducted. */
export interface CpuWindow {
  readonly ms: number;
  readonly cpuMs: number;
  /** Samples of all tasks together. */
  readonly samples: number;
}

export interface CpuCell {
  readonly contender: ContenderName;
  readonly shape: Shape;
  /** Processes of the machine, without those of the tasks. */
  readonly machine: number;
  readonly windows: readonly CpuWindow[];
}

/** One start in a fresh process. */
export interface StartUpRun {
  /** For which the main thread was at it: loading, beginning, taking the first task. */
  readonly blockedMs: number;
  /** From being given the first task to its first sample. */
  readonly firstSampleMs: number;
  /** In the first second. */
  readonly cpuMs: number;
  /** Bytes of resident memory after a second. */
  readonly rss: number;
}

/** Gaps between samples in milliseconds, in the same process. */
export interface BlockedRun {
  readonly free: readonly number[];
  readonly blocked: readonly number[];
}

/** Loading what runs inside nx, in a fresh process. */
export interface LoadingRun {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Starting a thread, in a fresh process each, in milliseconds. */
export interface ThreadStartRun {
  /** From the first task to the first sample that the sampling thread took. */
  readonly samplingMs: number;
  /** From being asked for to the first line of a thread that does nothing. */
  readonly emptyMs: number;
}

/** The tasks of an `nx run-many`, all alike. */
export interface RunManyShape {
  readonly title: string;
  readonly tasks: number;
  /** What each of them runs in a shell. */
  readonly command: string;
  readonly parallel: number;
  /** How many peaks nx has to show with nx-peak on: a task may end before its first sample. */
  readonly leastPeaks: number;
}

export interface RunManyResult {
  readonly shape: RunManyShape;
  readonly pairs: Attempt<readonly Pair[]>;
}

/** One run without and one with nx-peak, one after the other. */
export interface Pair {
  readonly offWallMs: number;
  readonly onWallMs: number;
  readonly offCpuMs: number;
  readonly onCpuMs: number;
}

export type PerContender<T> = Readonly<Record<ContenderName, readonly T[]>>;

/** Undefined: it was not asked for. */
export interface CostResult {
  readonly cpu?: readonly CpuCell[];
  readonly startUp?: PerContender<StartUpRun>;
  readonly blocked?: PerContender<BlockedRun>;
  readonly loading?: readonly LoadingRun[];
  readonly threadStart?: readonly ThreadStartRun[];
  readonly runMany?: readonly RunManyResult[];
  /** Why the others could not be measured. */
  readonly leftOut?: string;
}
