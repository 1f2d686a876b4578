import { performance } from 'node:perf_hooks';

export interface ThrottleOptions {
  /** The least time between two writes, in milliseconds. */
  readonly everyMs: number;
  /** Waits at least this many times as long as the last write took: 50 is 2 % of the time. */
  readonly restFactor: number;
  /** Writes what is there now. It must not throw. */
  readonly write: () => void;
  /** Milliseconds of a clock that is never set back; `performance.now` by default. */
  readonly clock?: () => number;
}

/**
 * Writes what changes often as rarely as it may: at most once in a while, by a timer that keeps no
 * process alive. A write that is due is done at the next change where the timer is late, as it is
 * while the process is busy.
 */
export class ThrottledFile {
  readonly #options: ThrottleOptions;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #nextWrite: number;

  constructor(options: ThrottleOptions) {
    this.#options = options;
    this.#now = options.clock ?? (() => performance.now());
    this.#nextWrite = this.#now() + options.everyMs;
  }

  /** There is something new to write. */
  changed(): void {
    if (this.#timer === undefined) {
      const wait = Math.max(0, this.#nextWrite - this.#now());
      this.#timer = setTimeout(() => {
        this.writeNow();
      }, wait).unref();
    } else if (this.#now() > this.#nextWrite) {
      this.writeNow();
    }
  }

  /** Writes at once; the next write is a while later. */
  writeNow(): void {
    this.stop();
    const { everyMs, restFactor, write } = this.#options;
    const before = this.#now();
    write();
    const after = this.#now();
    this.#nextWrite = after + Math.max(everyMs, restFactor * (after - before));
  }

  /** What has changed is not written, unless it changes again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
