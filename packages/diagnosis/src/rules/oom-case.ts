import type { Counter } from '../evidence/oom-kill-ledger';
import type { LoggedKill } from '@nx-peak/host';
import type { OomMessages } from '../evidence/oom-messages';
import type { ProcessEnd } from '../evidence/process-end';
import type { MemoryAtEnd } from '../diagnosis';

/** All that is known when a task has ended and is to be diagnosed. */
export interface OomCase {
  /** What Nx makes of it. */
  readonly outcome: 'succeeded' | 'failed' | 'stopped';
  /** The processes that Nx started for the task and that have ended, in that order. */
  readonly ends: readonly ProcessEnd[];
  readonly words: OomMessages;
  readonly kills: CountedKills;
  /**
   * The kills of the kernel log since the task began, all of them and with pids that can be
   * compared with ours; undefined where that log cannot be read, or was not for lack of a reason.
   */
  readonly log: readonly LoggedKill[] | undefined;
  /**
   * Processes that are known to be of other tasks, because Nx started them, because they were among
   * the largest when those held most, or because their kill explained another death.
   */
  readonly ofOthers: ReadonlySet<number>;
  /** The largest processes of this task when it held most; empty where they are not listed. */
  readonly atPeak: ReadonlySet<number>;
  /** The cgroup of the task's processes, as the kernel log would name it. */
  readonly group: string | undefined;
  /** The most that the task's process tree was seen to hold, in bytes, and how often it was seen. */
  readonly measured: { readonly most: number; readonly looks: number } | undefined;
  /** The most that another task which ran meanwhile was seen to hold: bytes, 0 without any. */
  readonly largestOther: number;
  /** Who else may have lost a process to the kills that are counted, and that nobody explains yet. */
  readonly competingTasks: readonly CompetingTask[];
  /** Whether a process of this pid can have been started while the task ran. */
  readonly canBeOfTask: (pid: number) => boolean;
  /** Whether there is such a process now. */
  readonly isAlive: (pid: number) => boolean;
  readonly memory: MemoryAtEnd;
}

/**
 * Another task that ran when an unexplained kill was counted, and of which no death of memory is
 * known: one that succeeds without the process it lost, or fails without a word. Bytes.
 */
export interface CompetingTask {
  /** The most that it was seen to hold. */
  readonly most: number;
  /** How much of that it let go of before it ended, or by ending just when the kill was counted. */
  readonly lost: number;
}

/** What the counters of out-of-memory kills say of the time the task ran. */
export interface CountedKills {
  /** The most telling one that can be read; undefined when none can. */
  readonly counter: Counter | undefined;
  /** It counts processes of this task and no others: a cgroup of its own. */
  readonly exact: boolean;
  /** Kills that no other death explains yet. */
  readonly count: number;
  /** The newest of them was counted just before the task ended, not long ago. */
  readonly recent: boolean;
  /** No other task ran while it was counted. */
  readonly alone: boolean;
  /** The limit of a group was reached meanwhile; undefined where that is not told. */
  readonly limitReached: boolean | undefined;
}

export const NO_COUNTER: CountedKills = {
  counter: undefined,
  exact: false,
  count: 0,
  recent: false,
  alone: false,
  limitReached: undefined,
};
