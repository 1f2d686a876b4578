import type { Diagnosis } from 'nx-peak';

/** One task that ended, and what nx-peak said of it: null for nothing. */
export interface DiagnosedTask {
  /** The name of its ending in endings.ts. */
  readonly name: string;
  readonly diagnosis: Diagnosis | null;
}

/** What came of all endings in one `nx run-many`, in an order of its own. */
export interface Round {
  /** Whether nx could read the kernel log. */
  readonly kernelLog: boolean;
  readonly tasks: readonly DiagnosedTask[];
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
