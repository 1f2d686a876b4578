import { quantile } from './quantile';

/** What a table tells of repeated runs. */
export interface Summary {
  readonly runs: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly p5: number;
  readonly p95: number;
}

/** Undefined without values. */
export function summaryOf(values: readonly number[]): Summary | undefined {
  const at = (q: number): number => quantile(values, q) ?? 0;
  return values.length === 0
    ? undefined
    : {
        runs: values.length,
        median: at(0.5),
        min: at(0),
        max: at(1),
        p5: at(0.05),
        p95: at(0.95),
      };
}
