import type { PeakMeasurement } from '@nx-peak/memory-tracker';
import type { Diagnosis } from '@nx-peak/diagnosis';

/**
 * The name by which Nx knows a plugin. nx-peak needs no entry in nx.json, which is told to go: with
 * this name, an entry that is still there does no harm but what it costs Nx to load it.
 */
export const name = 'nx-peak';

export type { PeakMeasurement } from '@nx-peak/memory-tracker';
export type { Cause, Confidence, Evidence, MemoryAtEnd, Diagnosis } from '@nx-peak/diagnosis';

/** The process that a task shared with others, and that process's own peak. */
export interface SharedPeak {
  /** The process they shared: `batch:<executor>`. */
  readonly key: string;
  /** How many tasks it was started for. */
  readonly tasks: number;
  /** The process's own peak up to the end of this task, in bytes. */
  readonly peakRss: number;
}

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
   * do: `peakRss` is then what that process used while the task ran, an upper bound.
   */
  readonly peakRssShared?: SharedPeak;
  /**
   * Why the task ended as it did; on every task that ran and did not succeed. Of those that
   * succeeded, on the ones that lost a process to the kernel's out-of-memory killer.
   */
  readonly diagnosis?: Diagnosis;
}
