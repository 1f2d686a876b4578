import type { ProcessRow } from '../process-row';
import type { ProcessTable } from './process-table';
import {
  emptyStat,
  parseStat,
  PF_FORKNOEXEC,
  parseStatm,
  type Statm,
  GONE,
  ProcFiles,
  type ProcFilesOptions,
} from '@nx-peak/host/procfs';
import type { ProcessLister, RssByPid } from './process-lister';
import type { Peek } from '../process-row';

/**
 * Lists and reads the whole of /proc (Linux): one pass, and no process is spawned. That is what every
 * process costs, so this is for one question, and for systems that do not say which processes are
 * new. Start times are the kernel's, in clock ticks since boot.
 */
export class ProcfsLister implements ProcessLister {
  readonly name = 'procfs';
  readonly #files: ProcFiles;
  readonly #stat = emptyStat();
  readonly #statm: Statm = { resident: 0, shared: 0 };

  constructor(options: ProcFilesOptions = {}, files = new ProcFiles(options)) {
    this.#files = files;
  }

  /** @throws Error when there is no proc file system here, or one that shows other pids than ours. */
  list(): ProcessTable {
    this.#files.units();
    const table = new Map<number, ProcessRow>();
    for (const pid of this.#files.numbersIn('')) {
      const row = this.#readRow(pid);
      if (row !== undefined) {
        table.set(row.pid, row);
      }
    }
    if (table.size === 0) {
      throw new Error('/proc shows no process');
    }
    return table;
  }

  /** @throws Error when the page size, which is the unit of statm, cannot be found out. */
  weigh(pids: readonly number[]): RssByPid {
    const rss = new Map<number, number>();
    for (const pid of pids) {
      const bytes = this.#readRss(pid);
      if (bytes !== undefined) {
        rss.set(pid, bytes);
      }
    }
    return rss;
  }

  /** @throws Error as `list()` does. */
  peek(pid: number): Peek | undefined {
    // A process can be missing from a proc file system only where there is one.
    this.#files.units();
    // The order matters: once the fork flag is down, the memory read after it is the process's own.
    const row = this.#readRow(pid);
    return row && { row, rss: this.#readRss(pid) };
  }

  #readRow(pid: number): ProcessRow | undefined {
    const stat = this.#stat;
    const length = this.#files.readIfThere(`${pid}/stat`);
    if (length === GONE || !parseStat(this.#files.buffer, length, stat)) {
      return undefined;
    }
    return {
      pid: stat.pid,
      ppid: stat.ppid,
      startTime: stat.startTicks,
      preExec: (stat.flags & PF_FORKNOEXEC) !== 0,
    };
  }

  /** Bytes; undefined for a process that is gone, unreadable or a zombie (statm is all zero). */
  #readRss(pid: number): number | undefined {
    const { pageBytes } = this.#files.units();
    const length = this.#files.readIfThere(`${pid}/statm`);
    return length === GONE ||
      !parseStatm(this.#files.buffer, length, this.#statm) ||
      this.#statm.resident === 0
      ? undefined
      : this.#statm.resident * pageBytes;
  }
}
