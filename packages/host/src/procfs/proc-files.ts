import { closeSync, existsSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { errorCode } from '../error-text';
import { parsePageSize, parseTicksPerSecond } from './parse-auxv';
import { emptyStat, parseStat } from './parse-stat';

/**
 * More than any file that is parsed here holds: status is the longest, 1.5 kB and a mask of
 * processors that grows with their number.
 */
const BUFFER_BYTES = 16 * 1024;

/**
 * Normal for one process among many: gone before open() (ENOENT) or before read() (ESRCH), or not
 * ours to read where /proc is mounted with hidepid (EACCES, EPERM).
 */
const EXPECTED_CODES: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

/** The answer for a process that is gone or not ours to read. */
export const GONE = -1;

/** Where `ProcFiles` reads, and as which process. */
export interface ProcFilesOptions {
  /** Where the proc file system is mounted. */
  procRoot?: string;
  /** The pid `procRoot/self` must have. */
  ownPid?: number;
}

/** The units /proc counts in, and when this very process was started. */
export interface ProcUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
  /** Clock ticks since boot. */
  readonly ownStartTicks: number;
}

/**
 * The proc file system (proc(5)), synchronous: it is memory, no disk is waited for. Everything is
 * read into one buffer, which the next read overwrites.
 */
export class ProcFiles {
  readonly buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  readonly #procRoot: string;
  readonly #ownPid: number;
  #known: ProcUnits | undefined;

  constructor({ procRoot = '/proc', ownPid = process.pid }: ProcFilesOptions = {}) {
    this.#procRoot = procRoot;
    this.#ownPid = ownPid;
  }

  /**
   * Found out once. AT_PAGESZ and AT_CLKTCK are what the kernel itself passed to this process, so
   * they are exact on every kernel (pages of 4 kB, 16 kB, 64 kB) and need no `getconf`.
   *
   * @throws Error when there is no proc file system here, or one that shows other pids than ours
   */
  units(): ProcUnits {
    if (this.#known === undefined) {
      const stat = emptyStat();
      const length = this.readIfThere('self/stat');
      if (length === GONE || !parseStat(this.buffer, length, stat)) {
        throw new Error(`${this.#procRoot} is no proc file system: self/stat cannot be read`);
      }
      if (stat.pid !== this.#ownPid) {
        throw new Error(
          `${this.#procRoot} belongs to another pid namespace: ` +
            `it shows this process as ${stat.pid}, which is ${this.#ownPid}`,
        );
      }
      const auxv = this.buffer.subarray(0, this.#read('self/auxv'));
      const pageBytes = parsePageSize(auxv);
      if (pageBytes === undefined) {
        throw new Error(`${this.#procRoot}/self/auxv does not tell the page size (AT_PAGESZ)`);
      }
      // 100 on every machine Node.js runs on, should the vector ever lack it.
      const ticksPerSecond = parseTicksPerSecond(auxv) ?? 100;
      this.#known = { pageBytes, ticksPerSecond, ownStartTicks: stat.startTicks };
    }
    return this.#known;
  }

  /** The number of bytes now in the buffer; GONE when the process is gone or not to be read. */
  readIfThere(path: string): number {
    try {
      return this.#read(path);
    } catch (error) {
      return goneOr(error);
    }
  }

  /** A descriptor to be kept, or GONE. It never shows another process: with its own it ends. */
  open(path: string): number {
    try {
      return openSync(`${this.#procRoot}/${path}`, 'r');
    } catch (error) {
      return goneOr(error);
    }
  }

  /**
   * Reads a kept descriptor from the start. GONE once its process was waited for: the kernel
   * answers ESRCH then, even when the pid belongs to somebody else by now.
   */
  readKept(descriptor: number): number {
    try {
      return readSync(descriptor, this.buffer, 0, BUFFER_BYTES, 0);
    } catch (error) {
      return goneOr(error);
    }
  }

  close(descriptor: number): void {
    closeSync(descriptor);
  }

  /** Reads another buffer full, for files that may be long. */
  readInto(buffer: Buffer, path: string): number {
    const descriptor = this.open(path);
    if (descriptor === GONE) {
      return GONE;
    }
    try {
      let length = 0;
      for (;;) {
        const read = readSync(descriptor, buffer, length, buffer.length - length, null);
        length += read;
        if (read === 0 || length === buffer.length) {
          return length;
        }
      }
    } catch (error) {
      return goneOr(error);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Is there such a file? Asked where it often is not: an exception costs ten times as much. */
  exists(path: string): boolean {
    return existsSync(`${this.#procRoot}/${path}`);
  }

  /** The target of a link; undefined when it cannot be read. */
  link(path: string): string | undefined {
    try {
      return readlinkSync(`${this.#procRoot}/${path}`);
    } catch (error) {
      goneOr(error);
      return undefined;
    }
  }

  /** The names in a folder that are numbers: pids, or thread ids. None when it is gone. */
  numbersIn(folder: string): number[] {
    let names: string[];
    try {
      names = readdirSync(folder === '' ? this.#procRoot : `${this.#procRoot}/${folder}`);
    } catch (error) {
      goneOr(error);
      return [];
    }
    const numbers: number[] = [];
    for (const name of names) {
      const first = name.charCodeAt(0);
      if (first >= 0x30 && first <= 0x39) {
        numbers.push(Number(name));
      }
    }
    return numbers;
  }

  #read(path: string): number {
    const descriptor = openSync(`${this.#procRoot}/${path}`, 'r');
    try {
      return readSync(descriptor, this.buffer, 0, BUFFER_BYTES, null);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** GONE for what is normal; everything else is thrown on. */
function goneOr(error: unknown): typeof GONE {
  if (EXPECTED_CODES.has(errorCode(error))) {
    return GONE;
  }
  throw error;
}
