import type { LoggedKill } from '@nx-peak/host';
import type { MemoryAtEnd } from '../diagnosis';
import type { Counter } from './oom-kill-ledger';
import type { OomMessages } from './oom-messages';
import type { ProcessEnd } from './process-end';

/** How a task ended, as the program that runs the tasks says. */
export type TaskEnding = 'succeeded' | 'failed' | 'stopped';

/** Everything that is known when a task has ended and is to be diagnosed. */
export interface OomCase {
  readonly ending: TaskEnding;
  /** The processes that were started for the task and have ended, in that order. */
  readonly ends: readonly ProcessEnd[];
  /** What the task's output says of memory. */
  readonly messages: OomMessages;
  readonly kills: CountedKills;
  /**
   * All kills in the kernel log since the task began, with pids that can be compared with ours.
   * Undefined when that log cannot be read, or there was no reason to read it.
   */
  readonly log: readonly LoggedKill[] | undefined;
  /**
   * Pids that belong to other tasks: started for them, among their largest processes at their peak,
   * or killed by the kernel in a way that another diagnosis explains.
   */
  readonly pidsOfOthers: ReadonlySet<number>;
  /** The task's largest processes at its peak; empty when processes are not listed. */
  readonly pidsAtPeak: ReadonlySet<number>;
  /** The path of the task's cgroup, as the kernel log would name it. */
  readonly cgroup: string | undefined;
  /** Peak RSS of the task's process tree, and the number of samples; undefined without a sample. */
  readonly measured: { readonly peakBytes: number; readonly samples: number } | undefined;
  /** The largest peak RSS of the tasks that ran meanwhile; 0 without any. */
  readonly largestOtherBytes: number;
  /** Other tasks that may have lost a process to the counted kills. */
  readonly competingTasks: readonly CompetingTask[];
  /** Whether a process of this pid can have been started while the task ran. */
  readonly canBeOfTask: (pid: number) => boolean;
  /** Whether a process of this pid runs now. */
  readonly isRunning: (pid: number) => boolean;
  readonly memory: MemoryAtEnd;
}

/**
 * Another task that ran when a kill was counted which no diagnosis explains, and that is not known
 * to have run out of memory itself: it may have succeeded without the process it lost, or have
 * failed without a message about it.
 */
export interface CompetingTask {
  /** Its peak RSS. */
  readonly peakBytes: number;
  /** How far its RSS fell below that peak; all of it, when the task ended as the kill was counted. */
  readonly lostBytes: number;
}

/** What the counters of out-of-memory kills say of the time in which the task ran. */
export interface CountedKills {
  /** The most specific counter that can be read; undefined when none can. */
  readonly counter: Counter | undefined;
  /** It counts processes of this task alone: the task has a cgroup of its own. */
  readonly exact: boolean;
  /** Kills that no other diagnosis explains yet. */
  readonly count: number;
  /** The newest of them was counted shortly before the task ended. */
  readonly recent: boolean;
  /** No other task ran when it was counted. */
  readonly alone: boolean;
  /** A cgroup's limit was reached meanwhile; undefined where the kernel does not count that. */
  readonly limitReached: boolean | undefined;
}

/** The counted kills of a host that counts none. */
export const NO_COUNTER: CountedKills = {
  counter: undefined,
  exact: false,
  count: 0,
  recent: false,
  alone: false,
  limitReached: undefined,
};

/** With so few samples, the largest of them says little about a task's peak. */
const ENOUGH_SAMPLES = 3;

/** Memory that a process can take and lose between two samples. */
const MISSED_BYTES = 256 * 1024 * 1024;

/** Whether a process of the task can have used so much, by what was measured of the whole task. */
export function canHaveUsed({ measured }: OomCase, bytes: number): boolean {
  return (
    measured === undefined ||
    measured.samples < ENOUGH_SAMPLES ||
    bytes <= 2 * measured.peakBytes + MISSED_BYTES
  );
}

/** The task's peak RSS; 0 without a sample. */
export function peakBytesOf({ measured }: OomCase): number {
  return measured?.peakBytes ?? 0;
}
