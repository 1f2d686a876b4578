import type { ProcessEnd } from './rules/process-end';
import type { Counter } from './rules/oom-kill-ledger';

/**
 * How well the cause is proven.
 *
 * - `certain`: the kernel or V8 itself reports it for this very process.
 * - `likely`: there is such a report, and that it is about this task follows from what ran meanwhile.
 * - `unproven`: the evidence does not decide. A plain `kill -9` is reported so, because a daemon that
 *   watches memory (systemd-oomd, earlyoom, a container platform) kills in the same way.
 */
export type Confidence = 'certain' | 'likely' | 'unproven';

/** One piece of evidence, as data. */
export type Evidence =
  /** How a process that was started for the task ended. */
  | ProcessEnd
  /** The kernel log reports an out-of-memory kill. */
  | {
      readonly kind: 'kernel-log';
      readonly pid: number;
      readonly command: string;
      readonly anonRssBytes: number;
    }
  /** A counter of out-of-memory kills rose by `count` while the task ran. */
  | { readonly kind: 'oom-kill-counter'; readonly counter: Counter; readonly count: number }
  /** The task's output has a message of V8 or Node about a full heap. */
  | {
      readonly kind: 'heap-message';
      readonly message: string;
      /** Size of the heap at that moment, where the message has it. */
      readonly heapBytes: number | undefined;
    }
  /** The task's output has a message of a shell, `make` or the like about a killed process. */
  | { readonly kind: 'kill-message'; readonly message: string }
  /** The program that runs the tasks was stopping the task. */
  | { readonly kind: 'stopped-by-runner' };

/** Memory in use when the task ended. */
export interface MemoryAtEnd {
  /** RSS of the task's process tree in its last sample; undefined without a sample. */
  readonly currentBytes: number | undefined;
  /** The memory limit of the task's processes, set by the cgroup of this path. Undefined without one below RAM. */
  readonly limit: { readonly bytes: number; readonly cgroup: string } | undefined;
  /** RAM of the host. */
  readonly hostBytes: number;
  /** The other tasks that ran at that moment, the largest first; a batch of tasks under its own id. */
  readonly others: readonly { readonly taskId: string; readonly rssBytes: number }[];
}

/** Why a task ended as it did, as far as the evidence goes. */
export type Cause =
  /**
   * The kernel killed a process of the task because memory ran out. `scope` says where: at the limit
   * of a cgroup, or on the whole host. `victim` says whether the kill ended the task itself (shells
   * and package managers that pass it on included), or a process below it whose parent went on.
   */
  | {
      readonly kind: 'out-of-memory';
      readonly scope: 'cgroup' | 'host';
      readonly victim: 'task' | 'descendant';
    }
  /** V8 aborted at the limit of its heap. `heapBytes` is its size then, where V8 printed it. */
  | {
      readonly kind: 'v8-heap-limit';
      readonly of: 'task' | 'descendant' | 'worker-thread';
      readonly heapBytes: number | undefined;
    }
  /** A signal ended it: sent by somebody, or caused by a fault of the program. */
  | { readonly kind: 'killed-by-signal'; readonly signal: string }
  /** It ended by itself and failed. */
  | { readonly kind: 'failed'; readonly code: number | undefined }
  /** The user or the program that runs the tasks stopped it. */
  | { readonly kind: 'stopped' }
  /** How its processes ended is not known. */
  | { readonly kind: 'unknown' };

/** Why a task ended as it did, with the evidence. */
export type Diagnosis = Cause & {
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly memory: MemoryAtEnd;
};
