import type { Benchmark } from '../summary/benchmark';

/** What is wanted of nx-peak, and how the benchmark tells whether it is so. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  judge(benchmark: Benchmark): Verdict;
}

export type Verdict =
  | { readonly kind: 'met'; readonly measured: string }
  | { readonly kind: 'missed'; readonly measured: string }
  | { readonly kind: 'unmeasured'; readonly reason: string };

export function verdict(met: boolean, measured: string): Verdict {
  return { kind: met ? 'met' : 'missed', measured };
}

export function unmeasured(reason: string): Verdict {
  return { kind: 'unmeasured', reason };
}
