import type { Figures } from '../contenders/contender-group';
import type { Truth } from '../truth/recorded-task';

/** One run of a workload: what was, and what everybody saw. */
export interface AccuracyRun {
  readonly truth: Truth;
  readonly figures: Figures;
}

export type WorkloadResult =
  | {
      readonly kind: 'measured';
      readonly name: string;
      readonly title: string;
      readonly runs: readonly AccuracyRun[];
      /** Runs in which the recorder itself paused for too long. */
      readonly discarded: number;
    }
  | {
      readonly kind: 'skipped';
      readonly name: string;
      readonly title: string;
      readonly reason: string;
    };

export interface AccuracyResult {
  /** How the truth was found, for the reader. */
  readonly truth: string;
  readonly workloads: readonly WorkloadResult[];
}
