import type { Diagnosis } from 'nx-peak';

/** One task that ended, and what nx-peak said of it: null for nothing. */
export interface DiagnosedDeath {
  /** That of the kind in deaths.ts. */
  readonly name: string;
  readonly diagnosis: Diagnosis | null;
}

/** All kinds of deaths in one `nx run-many`, in an order of its own. */
export interface Round {
  /** Whether nx could read the kernel log. */
  readonly kernelLog: boolean;
  readonly deaths: readonly DiagnosedDeath[];
}

export interface DiagnosisResult {
  /** The limit of the cgroup, in bytes. */
  readonly limit: number;
  /** Tasks at a time. */
  readonly parallel: number;
  readonly rounds: readonly Round[];
  /** Why rounds do not count: not everything in them happened as it was meant to. */
  readonly discarded: readonly string[];
  /** Kinds that this machine has no program for. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}
