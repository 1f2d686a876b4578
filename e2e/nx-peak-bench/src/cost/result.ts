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
  /** Looks at all tasks together. */
  readonly looks: number;
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

/** Gaps between looks in milliseconds, in the same process. */
export interface BlockedRun {
  readonly free: readonly number[];
  readonly blocked: readonly number[];
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
  readonly runMany?: Attempt<readonly Pair[]>;
  /** Why the others could not be measured. */
  readonly leftOut?: string;
}
