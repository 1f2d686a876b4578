import type { ProcessRow, ProcessTable } from './process-table';

/** Where measurements come from: the kernel's files, or the system's `ps` (on Windows: WMI). */
export type BuiltInCollectorName = 'procfs' | 'pidusage';

/** One of these, `cgroup` for the kernel's own record, or the name of an additional lister. */
export type CollectorName = BuiltInCollectorName | 'cgroup' | (string & {});

export const COLLECTOR_NAMES: readonly BuiltInCollectorName[] = ['procfs', 'pidusage'];

export function isBuiltIn(name: CollectorName): name is BuiltInCollectorName {
  return COLLECTOR_NAMES.some((builtIn) => builtIn === name);
}

/** Resident memory in bytes by pid. Who is gone, unreadable or a zombie is absent. */
export type RssByPid = ReadonlyMap<number, number>;

/** One process, seen at once. */
export interface Peek {
  readonly row: ProcessRow;
  /** Bytes; undefined for a zombie, which has no memory left. */
  readonly rss: number | undefined;
}

/**
 * Reads the system. A look is `list()`, then `weigh()` for those the caller is interested in.
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
