import { now, parseCommandLine, GONE, ProcFiles } from '@nx-peak/host/procfs';
import type { HeldProcess } from '../collectors/collector';
import type { PeakProcess } from '../peak/peak-processes';
import { TimeShare } from './time-share';

/**
 * Reading names may take this share of the time. A process takes 15 µs, so that is enough for twenty
 * in each sample while memory grows fastest, every 15 ms.
 */
const SHARE = 0.02;

/** Saved for when many processes grow at once. (ms) */
const MOST_SAVED_MS = 10;

/** Who takes longer waited for a processor, which is no work. (ms) */
const LONGEST_READ_MS = 0.2;

type Names = Pick<PeakProcess, 'name' | 'command'>;

/**
 * What processes are called, where there is a proc file system, with whatever collector they are
 * measured. Read anew each time, because a program that is replaced (exec) keeps its pid.
 */
export class ProcessNames {
  readonly #share = new TimeShare(SHARE, MOST_SAVED_MS);
  #usable: boolean | undefined;

  readonly #files: ProcFiles;

  constructor(files = new ProcFiles()) {
    this.#files = files;
  }

  /**
   * The processes with their names. A process that is gone has none, and when the time is up only the
   * first has some: the largest, which says most.
   */
  named(held: readonly HeldProcess[]): PeakProcess[] {
    return held.map(({ pid, ppid, bytes }, i) => ({
      pid,
      ...(ppid !== undefined && { ppid }),
      ...(this.#isUsable() && (i === 0 || this.#share.isLeft(now())) && this.#namesOf(pid)),
      bytes,
    }));
  }

  #namesOf(pid: number): Names {
    const files = this.#files;
    const startedAt = now();
    try {
      const commandBytes = files.readIfThere(`${pid}/cmdline`);
      const command =
        commandBytes === GONE ? undefined : parseCommandLine(files.buffer, commandBytes);
      const nameBytes = files.readIfThere(`${pid}/comm`);
      return {
        ...(nameBytes > 0 && { name: files.buffer.toString('utf8', 0, nameBytes - 1) }),
        ...(command !== undefined && { command }),
      };
    } catch {
      return {}; // out of descriptors: names are worth no failed sample
    } finally {
      this.#share.spend(Math.min(LONGEST_READ_MS, now() - startedAt));
    }
  }

  /** Elsewhere pids mean other processes, or nothing. */
  #isUsable(): boolean {
    if (this.#usable === undefined) {
      try {
        this.#files.units();
        this.#usable = true;
      } catch {
        this.#usable = false;
      }
    }
    return this.#usable;
  }
}
