import type { TaskShare } from '../record/run-record';

/** What all tasks held at one moment that was really seen. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Bytes of all tasks together. */
  readonly memory: number;
  /** The largest first; at most 256. */
  readonly tasks: readonly TaskShare[];
  /** Bytes of the tasks that are not listed. */
  readonly rest: number;
}

const MOST_BUCKETS = 1024;

/**
 * The length of a stretch at first, in milliseconds: about as close as looks follow each other, on
 * whatever interval they were planned. So of a run of some seconds every look is there, and a spike
 * is no wider than it was.
 */
const FIRST_WIDTH_MS = 15;

const MOST_SHARES = 256;

/**
 * A whole run in bounded space. Time is cut in equal stretches, and of each the heaviest moment is
 * kept with what every task held then: the parts of a moment always add up to its sum, and the
 * heaviest moment of all is always there. When the run outgrows the stretches, they double.
 */
export class Timeline {
  readonly #buckets = new Map<number, Moment>();
  #start: number | undefined;
  #widthMs = FIRST_WIDTH_MS;

  /** @param shares is asked for what each task held only when the moment is kept */
  add(timestamp: number, memory: number, shares: () => readonly TaskShare[]): void {
    this.#start ??= timestamp;
    // A clock that was set back: what came later is counted with the first stretch.
    const since = Math.max(0, timestamp - this.#start);
    while (since / this.#widthMs >= MOST_BUCKETS) {
      this.#widen();
    }
    const index = Math.floor(since / this.#widthMs);
    const there = this.#buckets.get(index);
    if (there === undefined || memory > there.memory) {
      const all = shares();
      const tasks = all.slice(0, MOST_SHARES);
      const listed = tasks.reduce((sum, share) => sum + share.memory, 0);
      this.#buckets.set(index, { timestamp, memory, tasks, rest: Math.max(0, memory - listed) });
    }
  }

  /** In the order of time. */
  moments(): Moment[] {
    return [...this.#buckets.values()].sort((a, b) => a.timestamp - b.timestamp);
  }

  #widen(): void {
    this.#widthMs *= 2;
    const before = [...this.#buckets];
    this.#buckets.clear();
    for (const [index, moment] of before) {
      const target = Math.floor(index / 2);
      const there = this.#buckets.get(target);
      if (there === undefined || moment.memory > there.memory) {
        this.#buckets.set(target, moment);
      }
    }
  }
}
