import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import type { ProcessRow, ProcessTable } from '../process-tree/process-table';
import { errorCode } from '../error-text';
import type { Meter, Peek, RssByPid } from './meter';
import { parsePageSize } from './parse-auxv';
import { parseStat, PF_FORKNOEXEC, type Stat } from './parse-stat';
import { parseStatm } from './parse-statm';

/** More than any file read here holds: stat has 52 numbers and a name of at most 64 bytes. */
const BUFFER_BYTES = 4096;

/**
 * Normal for one process among many: gone before open() (ENOENT) or before read() (ESRCH), or not
 * ours to read where /proc is mounted with hidepid (EACCES, EPERM).
 */
const EXPECTED_CODES: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

export interface ProcfsMeterOptions {
  /** Where the proc file system is mounted. */
  procRoot?: string;
  /** The pid `procRoot/self` must have. */
  ownPid?: number;
}

/**
 * Reads the proc file system (Linux, proc(5)): one pass per look, synchronous, and no process is
 * spawned. Births are the kernel's start times, in clock ticks since boot.
 */
export class ProcfsMeter implements Meter {
  readonly name = 'procfs';
  private readonly procRoot: string;
  private readonly ownPid: number;
  private readonly buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  private pageBytes: number | undefined;

  constructor({ procRoot = '/proc', ownPid = process.pid }: ProcfsMeterOptions = {}) {
    this.procRoot = procRoot;
    this.ownPid = ownPid;
  }

  /** @throws Error when there is no proc file system here, or one that shows other pids than ours. */
  list(): ProcessTable {
    this.pageSize();
    const table = new Map<number, ProcessRow>();
    for (const name of readdirSync(this.procRoot)) {
      // Pids are the only names here that begin with a digit.
      const first = name.charCodeAt(0);
      if (first >= 0x30 && first <= 0x39) {
        const row = this.readRow(name);
        if (row !== undefined) {
          table.set(row.pid, row);
        }
      }
    }
    if (table.size === 0) {
      throw new Error(`${this.procRoot} shows no process`);
    }
    return table;
  }

  /** @throws Error when the page size, which is the unit of statm, cannot be found out. */
  weigh(pids: readonly number[]): RssByPid {
    const rss = new Map<number, number>();
    for (const pid of pids) {
      const bytes = this.readRss(pid);
      if (bytes !== undefined) {
        rss.set(pid, bytes);
      }
    }
    return rss;
  }

  /** @throws Error as `list()` does. */
  peek(pid: number): Peek | undefined {
    // A process can be missing from a proc file system only where there is one.
    this.pageSize();
    // The order matters: once the fork flag is down, the memory read after it is the process's own.
    const row = this.readRow(String(pid));
    return row && { row, rss: this.readRss(pid) };
  }

  private readRow(pid: string): ProcessRow | undefined {
    const stat = this.readStat(pid);
    return (
      stat && {
        pid: stat.pid,
        ppid: stat.ppid,
        birth: stat.startTicks,
        preExec: (stat.flags & PF_FORKNOEXEC) !== 0,
      }
    );
  }

  private readStat(pid: string): Stat | undefined {
    const length = this.readIfThere(`${pid}/stat`);
    // latin1: the name is bytes in no certain encoding, and bytes must not eat the `)` after them.
    return length === undefined ? undefined : parseStat(this.buffer.toString('latin1', 0, length));
  }

  /** Bytes; undefined for a process that is gone, unreadable or a zombie (statm is all zero). */
  private readRss(pid: number): number | undefined {
    const pageBytes = this.pageSize();
    const length = this.readIfThere(`${pid}/statm`);
    const pages = length === undefined ? 0 : parseStatm(this.buffer.toString('latin1', 0, length));
    return pages === undefined || pages === 0 ? undefined : pages * pageBytes;
  }

  /**
   * Bytes per page, found out once. AT_PAGESZ is what the kernel itself passed to this process, so
   * it is exact on every kernel (4 kB, 16 kB, 64 kB) and needs no `getconf` to be spawned.
   */
  private pageSize(): number {
    if (this.pageBytes === undefined) {
      const stat = this.readStat('self');
      if (stat === undefined) {
        throw new Error(`${this.procRoot} is no proc file system: self/stat cannot be read`);
      }
      if (stat.pid !== this.ownPid) {
        throw new Error(
          `${this.procRoot} belongs to another pid namespace: ` +
            `it shows this process as ${stat.pid}, which is ${this.ownPid}`,
        );
      }
      const length = this.read('self/auxv');
      const size = parsePageSize(this.buffer.subarray(0, length));
      if (size === undefined) {
        throw new Error(`${this.procRoot}/self/auxv does not tell the page size (AT_PAGESZ)`);
      }
      this.pageBytes = size;
    }
    return this.pageBytes;
  }

  /** The number of bytes now in the buffer; undefined when the process is gone or not to be read. */
  private readIfThere(path: string): number | undefined {
    try {
      return this.read(path);
    } catch (error) {
      if (EXPECTED_CODES.has(errorCode(error))) {
        return undefined;
      }
      throw error;
    }
  }

  private read(path: string): number {
    const fd = openSync(`${this.procRoot}/${path}`, 'r');
    try {
      return readSync(fd, this.buffer, 0, BUFFER_BYTES, null);
    } finally {
      closeSync(fd);
    }
  }
}
