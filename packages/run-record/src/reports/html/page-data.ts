import type { DiagnosisText } from '../diagnosis-text';

/**
 * What the page is given of a run: as little as it needs, in one block of JSON. Times are
 * milliseconds since `startedAt`, sizes are KiB, so that the numbers stay short.
 */
export interface PageData {
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** What a reader has to know first, a sentence each. */
  readonly notes: readonly string[];
  /** What the run was: a label and a value each. */
  readonly facts: readonly (readonly [string, string])[];
  readonly limit?: { readonly kib: number; readonly kind: 'container' | 'machine' };
  readonly peak?: PagePeak;
  readonly nxItself?: PageNx;
  /** How many lanes the tasks are in; those of the last one may overlap. */
  readonly lanes: number;
  /** The heaviest first. */
  readonly tasks: readonly PageTask[];
  readonly timeline: readonly PageMoment[];
}

/** The moment at which the tasks and nx together used most. */
export interface PagePeak {
  readonly at: number;
  /** What the tasks and nx used together. */
  readonly kib: number;
  readonly tasksKib: number;
  /** Absent when nx was not measured. */
  readonly nxKib?: number;
}

/** What nx itself took, in KiB. */
export interface PageNx {
  readonly peak: number;
  /** The name and peak of each part. */
  readonly parts: readonly (readonly [string, number])[];
}

export interface PageTask {
  readonly id: string;
  readonly status: string;
  /** Whether the status is one to worry about. */
  readonly bad?: boolean;
  /** Absent for a task without processes of its own. */
  readonly lane?: number;
  readonly from?: number;
  readonly to?: number;
  /** KiB. */
  readonly peak?: number;
  /** Why there is no peak. */
  readonly why?: string;
  readonly atRunPeak?: number;
  readonly unique?: number;
  readonly cpuSeconds?: number;
  readonly samples?: number;
  readonly method?: string;
  readonly caveats?: readonly string[];
  /** Why it died: a text that continues its name, and details. */
  readonly diagnosis?: DiagnosisText;
  /** Time and size in turn, each the difference to the one before. */
  readonly curve?: readonly number[];
  readonly processes?: readonly PageProcess[];
  /** The record has processes of this task, for which the page had no room. */
  readonly more?: boolean;
}

/** Pid, KiB, name, command line. */
export type PageProcess = readonly [number, number, string, string];

/** Time, KiB of all tasks, KiB of nx itself, then the number of a task and its KiB in turn. */
export type PageMoment = readonly number[];
