import { NumberReader } from './number-reader';
import { type PidRange, sizeOf } from './pid-range';
import { GONE, type ProcFiles } from './proc-files';

/**
 * How new processes are found: from the last pid the kernel handed out in this
 * pid namespace, as two files tell it, or by listing all processes.
 */
export type NewProcessesFrom = 'loadavg' | 'ns_last_pid' | 'scan';

const FILES = { loadavg: 'loadavg', ns_last_pid: 'sys/kernel/ns_last_pid' } as const;

/** Above every pid of every Linux. */
const HIGHEST_PID_LIMIT = 4 * 1024 * 1024;

const SPACE = 0x20;
const NEWLINE = 0x0a;

const reader = new NumberReader();

/**
 * The last number of `/proc/loadavg` (proc_loadavg(5)) or of `ns_last_pid`: the process that was
 * created most recently. NaN when it is not of that form.
 */
export function parseLastPid(bytes: Uint8Array, length: number): number {
  let end = length;
  while (end > 0 && bytes[end - 1] === NEWLINE) {
    end--;
  }
  let start = end;
  while (start > 0 && bytes[start - 1] !== SPACE) {
    start--;
  }
  const pid = reader.over(bytes, start, end).next();
  return reader.at === end && pid > 0 ? pid : Number.NaN;
}

/**
 * The last pid handed out. As long as it stays the same, no process was started, and nothing has to
 * be looked for, however many processes the machine has.
 *
 * Sandboxes and containers may fake these files (gVisor, lxcfs), so the number is believed only as
 * long as every process known to be young is right behind it.
 */
export class LastPid {
  #source: NewProcessesFrom = 'loadavg';
  #descriptor: number | undefined;
  #limit: number | undefined;

  readonly #files: ProcFiles;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  get from(): NewProcessesFrom {
    return this.#source;
  }

  /** What all pids are below. */
  get pidLimit(): number {
    if (this.#limit === undefined) {
      const length = this.#files.readIfThere('sys/kernel/pid_max');
      const parsed = length === GONE ? Number.NaN : parseLastPid(this.#files.buffer, length);
      this.#limit = Number.isNaN(parsed) ? HIGHEST_PID_LIMIT : parsed;
    }
    return this.#limit;
  }

  /** The last pid; undefined when no file tells it, and all processes must be listed. */
  read(): number | undefined {
    while (this.#source !== 'scan') {
      this.#descriptor ??= this.#files.open(FILES[this.#source]);
      const length = this.#descriptor === GONE ? GONE : this.#files.readKept(this.#descriptor);
      const pid = length === GONE ? Number.NaN : parseLastPid(this.#files.buffer, length);
      if (!Number.isNaN(pid)) {
        return pid;
      }
      this.#giveUpSource();
    }
    return undefined;
  }

  /**
   * Compares the number with a process that was created moments ago: its pid must be one of the
   * latest. A source that says otherwise is not used any more.
   */
  verify(youngPid: number): void {
    for (let last = this.read(); last !== undefined; last = this.read()) {
      const since: PidRange = { after: youngPid, upTo: last };
      if (sizeOf(since, this.pidLimit) < this.pidLimit / 4) {
        return;
      }
      this.#giveUpSource();
    }
  }

  close(): void {
    if (this.#descriptor !== undefined && this.#descriptor !== GONE) {
      this.#files.close(this.#descriptor);
    }
    this.#descriptor = undefined;
  }

  #giveUpSource(): void {
    this.close();
    this.#source = this.#source === 'loadavg' ? 'ns_last_pid' : 'scan';
  }
}
