import type { TaskShare } from '../record/run-record';
import { totalRss, type RunSum } from './run-memory';

/** What the run used at one moment that was really sampled. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Bytes of the tasks and nx together. */
  readonly rss: number;
  /** Bytes of all tasks together. */
  readonly tasksRss: number;
  /** Bytes of nx itself; absent when it was never sampled. */
  readonly nxRss?: number;
  /** The largest first; at most 256. */
  readonly tasks: readonly TaskShare[];
  /** Bytes of the tasks that are not listed. */
  readonly restRss: number;
}

const MOST_BUCKETS = 1024;

/**
 * The length of a stretch at first, in milliseconds: samples follow each other about that closely
 * after a task started, whatever the interval. So the timeline of a run of some seconds holds every
 * sample, and a spike is no wider than it was.
 */
const FIRST_WIDTH_MS = 15;

const MOST_SHARES = 256;

/**
 * A whole run in bounded space. Time is cut in equal stretches, and of each the heaviest moment is
 * kept with what every task used then: the parts of a moment always add up to its sum, and the
 * heaviest moment of all is always there. When the run outgrows the stretches, they double.
 */
export class Timeline {
  readonly #buckets = new Map<number, Moment>();
  #start: number | undefined;
  #widthMs = FIRST_WIDTH_MS;

  /** @param shares is asked for what each task used only when the moment is kept */
  add(timestamp: number, sum: RunSum, shares: () => readonly TaskShare[]): void {
    this.#start ??= timestamp;
    // A clock that was set back: what came later is counted with the first stretch.
    const since = Math.max(0, timestamp - this.#start);
    while (since / this.#widthMs >= MOST_BUCKETS) {
      this.#widen();
    }
    const index = Math.floor(since / this.#widthMs);
    const { tasksRss, nxRss } = sum;
    const candidate = { rss: totalRss(sum), tasksRss };
    if (isHeavier(candidate, this.#buckets.get(index))) {
      const all = shares();
      const tasks = all.slice(0, MOST_SHARES);
      const listed = tasks.reduce((listedSum, share) => listedSum + share.rss, 0);
      this.#buckets.set(index, {
        timestamp,
        ...candidate,
        ...(nxRss !== undefined && { nxRss }),
        tasks,
        restRss: Math.max(0, tasksRss - listed),
      });
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
      if (isHeavier(moment, this.#buckets.get(target))) {
        this.#buckets.set(target, moment);
      }
    }
  }
}

type Weight = Pick<Moment, 'rss' | 'tasksRss'>;

/**
 * Whether a moment is to be kept rather than another: one while a task ran, and of those the one at
 * which the tasks and nx together used most.
 */
export function isHeavier(moment: Weight, other: Weight | undefined): boolean {
  if (other === undefined) {
    return true;
  }
  return moment.tasksRss > 0 === other.tasksRss > 0 ? moment.rss > other.rss : moment.tasksRss > 0;
}
