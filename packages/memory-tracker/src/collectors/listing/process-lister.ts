import type { CollectorName } from '../collector-names';
import type { Peek } from '../process-row';
import type { ProcessTable } from './process-table';

/** Resident memory in bytes by pid. A process that is gone, unreadable or a zombie is absent. */
export type RssByPid = ReadonlyMap<number, number>;

/**
 * Reads the system. A sample is `list()`, then `weigh()` for those the caller is interested in.
 *
 * Processes that vanish or may not be read are normal and simply absent from the answers. A lister
 * throws (or rejects) only when it cannot do its work at all, and the message says why.
 */
export interface ProcessLister {
  readonly name: CollectorName;
  /** All processes of the system. A lister that need not wait answers synchronously. */
  list(): ProcessTable | Promise<ProcessTable>;
  /** The resident memory of these processes, read after the `list()` they come from. */
  weigh(pids: readonly number[]): RssByPid | Promise<RssByPid>;
  /** One process, at once and synchronously; undefined when it is gone or may not be read. */
  peek?(pid: number): Peek | undefined;
}
