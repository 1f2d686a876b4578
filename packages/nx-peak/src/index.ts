import type { PeakMeasurement } from '@nx-peak/memory-tracker';
import type { Diagnosis } from '@nx-peak/diagnosis';

/**
 * nx-peak as an Nx plugin. It contributes no nodes: naming it in nx.json is a place for its
 * options, `{ "plugin": "nx-peak", "options": { "intervalMs": 250 } }`.
 */
export const name = 'nx-peak';

export type { PeakMeasurement } from '@nx-peak/memory-tracker';
export type { Cause, Confidence, Evidence, MemoryAtEnd, Diagnosis } from '@nx-peak/diagnosis';

/** What nx-peak adds to the `Task` and the `TaskResult` of every task that was measured. */
export interface WithPeak {
  /** Largest resident memory of the task's whole process tree, in bytes. */
  readonly peakRss?: number;
  /**
   * How that was measured and why it may be low, and the measurements beside it: unique memory, swap, CPU
   * time. Absent when the task shared its process, whose measurements would not be the task's.
   */
  readonly peakMemory?: PeakMeasurement;
  /**
   * Present when the task ran in a process together with others, as the tasks of a batch executor
   * do: `peakRss` is then what that process held while the task ran, an upper bound.
   */
  readonly peakRssShared?: {
    /** The process they shared: `batch:<executor>`. */
    readonly key: string;
    /** How many tasks it was started for. */
    readonly tasks: number;
    /** The process's own peak up to the end of this task, in bytes. */
    readonly peakRss: number;
  };
  /**
   * Why the task ended as it did; on every task that ran and did not succeed. Of those that
   * succeeded, on the ones that lost a process to the kernel's out-of-memory killer.
   */
  readonly diagnosis?: Diagnosis;
}
