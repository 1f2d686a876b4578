/** What of the benchmark is run. */
export interface Selection {
  readonly parts: readonly Part[];
  /** Names of workloads, of costs and of deaths; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** Instead of the number of runs that each has by itself. */
  readonly runs: number | undefined;
  readonly quick: boolean;
  /** Write into the documentation also when this is no full run. */
  readonly document: boolean;
}

export const PARTS = ['accuracy', 'cost', 'diagnoses'] as const;
export type Part = (typeof PARTS)[number];
