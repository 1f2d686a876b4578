/**
 * How well the cause is proven.
 *
 * - `certain`: by the kernel's or V8's own account of this very death.
 * - `likely`: the account is there, and that it is about this task follows from what ran meanwhile.
 * - `not proven`: what is known does not decide. A plain `kill -9` reads so, because a daemon that
 *   watches memory (systemd-oomd, earlyoom, a container platform) kills in the same way.
 */
export type Confidence = 'certain' | 'likely' | 'not proven';

/** One thing that was seen, as data. Measurements are bytes. */
export type Evidence =
  /** A process that Nx started for the task ended with this code. */
  | { readonly kind: 'exit-code'; readonly pid: number; readonly code: number }
  /** A process that Nx started for the task was ended by this signal. */
  | { readonly kind: 'exit-signal'; readonly pid: number; readonly signal: string }
  /** The kernel log tells of an out-of-memory kill. */
  | {
      readonly kind: 'kernel-log';
      readonly pid: number;
      readonly command: string;
      readonly anonRss: number;
    }
  /** A counter of out-of-memory kills rose while the task ran. `group` is a cgroup's path. */
  | { readonly kind: 'oom-kills'; readonly of: 'machine'; readonly count: number }
  | {
      readonly kind: 'oom-kills';
      readonly of: 'group';
      readonly group: string;
      readonly count: number;
    }
  /** V8's or Node's own words about a full heap in the task's output. */
  | { readonly kind: 'heap-words'; readonly words: string; readonly heap: number | undefined }
  /** What a shell, `make` or a package manager says of a process that was killed. */
  | { readonly kind: 'killed-words'; readonly words: string }
  /** Nx was stopping the task. */
  | { readonly kind: 'stopped-by-nx' };

/** What was held when the task ended. Bytes. */
export interface MemoryAtEnd {
  /** The task's whole process tree at the last look. */
  readonly current: number | undefined;
  /** The limit that holds for the task's processes, undefined when there is none below RAM. */
  readonly limit: { readonly bytes: number; readonly group: string } | undefined;
  /** RAM of the machine. */
  readonly machine: number;
  /** The other tasks that ran at that moment, the heaviest first; a batch of tasks under its own id. */
  readonly others: readonly { readonly taskId: string; readonly bytes: number }[];
}

/** Why a task ended as it did, as far as that can be told. */
export type Cause =
  /**
   * The kernel killed a process of the task for want of memory: `scope` says whether the limit of a
   * cgroup or the machine ran out, `victim` whether the kill ended the task itself (shells
   * and package managers that pass it on included) or a process further down, whose parent went on.
   */
  | {
      readonly kind: 'out-of-memory';
      readonly scope: 'group' | 'host';
      readonly victim: 'task' | 'descendant';
    }
  /** V8 gave up at the limit of its heap. `heap` is its size then, where it was told. */
  | {
      readonly kind: 'v8-heap-limit';
      readonly of: 'task' | 'descendant' | 'worker-thread';
      readonly heap: number | undefined;
    }
  | { readonly kind: 'killed-by-signal'; readonly signal: string }
  /** The task itself decided to fail. */
  | { readonly kind: 'failed'; readonly code: number | undefined }
  /** It was stopped, by the user or by Nx. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'unknown' };

/** What is known of how a task ended. */
export type Diagnosis = Cause & {
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly memory: MemoryAtEnd;
};
