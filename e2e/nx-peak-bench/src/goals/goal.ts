import type { Benchmark } from '../summary/benchmark';

/** What is wanted of nx-peak, and how the benchmark tells whether it is so. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  check(benchmark: Benchmark): Outcome;
  /** What is known of why it is missed, in whole sentences; printed only when it is. */
  readonly whenMissed?: string;
}

export type Outcome =
  | { readonly kind: 'met'; readonly measured: string }
  | { readonly kind: 'missed'; readonly measured: string }
  | { readonly kind: 'unmeasured'; readonly reason: string };

export function outcome(met: boolean, measured: string): Outcome {
  return { kind: met ? 'met' : 'missed', measured };
}

export function unmeasured(reason: string): Outcome {
  return { kind: 'unmeasured', reason };
}
