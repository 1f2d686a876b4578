import type { NxGroupType } from '../record/run-record';

/**
 * One line of `samples.ndjson`: the samples of one tick. A superset of the lines in which
 * Nx writes the resource utilization of a run, so that tools for either read both; what is added is
 * `groupMemory`.
 */
export interface SampleLine {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly processes: readonly ProcessSample[];
  /**
   * Bytes that each group used, by its id, as the collector counted them. To be preferred to the sum
   * of `processes`, which may be empty or count a process twice.
   */
  readonly groupMemory?: Readonly<Record<string, number>>;
  readonly metadata?: SampleMetadata;
}

/**
 * Whether a line is about all that ran, as Nx's lines are: a task that is not in it uses nothing.
 * Ours, which have `groupMemory`, may be about some tasks only.
 */
export function isWhole({ groupMemory }: SampleLine): boolean {
  return groupMemory === undefined;
}

export interface ProcessSample {
  readonly pid: number;
  /** Percent of one core: 200 is two cores all the time. Absent where it is not measured. */
  readonly cpu?: number;
  /** Bytes resident. */
  readonly memory: number;
}

/**
 * What the ids of a line mean, from this line on. Incremental: what is not named keeps its
 * meaning, what is named again gets a new one.
 */
export interface SampleMetadata {
  readonly groups?: Readonly<Record<string, ProcessGroup>>;
  /** The processes by pid. */
  readonly processes?: Readonly<Record<string, ProcessDescription>>;
}

export interface ProcessGroup {
  readonly id: string;
  readonly groupType: NxGroupType | 'Task' | 'Batch';
  readonly displayName: string;
  /** The tasks of a batch. */
  readonly taskIds?: readonly string[];
}

export interface ProcessDescription {
  readonly ppid?: number;
  readonly name?: string;
  readonly command?: string;
  readonly groupId: string;
  /** One of the processes that were started for the group; the others descend from it. */
  readonly isRoot?: boolean;
}
