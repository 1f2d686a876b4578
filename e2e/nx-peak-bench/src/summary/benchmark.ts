import type { Attempt } from '@nx-peak/testkit';
import type { MachineFacts } from '../machine/machine-facts';
import type { AccuracySummary } from './accuracy-summary';
import type { CostSummary } from './cost-summary';
import type { DiagnosisSummary } from './diagnosis-summary';

/** One part of the benchmark, when and where it was run. */
export interface Section<T> {
  /** ISO 8601, the day. */
  readonly day: string;
  /** Not all of it, or fewer and shorter runs: nothing to quote. */
  readonly partial: boolean;
  readonly machine: MachineFacts;
  readonly summary: Attempt<T>;
}

/** What docs/internals/benchmark.json holds. */
export interface Benchmark {
  readonly accuracy?: Section<AccuracySummary>;
  readonly cost?: Section<CostSummary>;
  readonly diagnoses?: Section<DiagnosisSummary>;
}
