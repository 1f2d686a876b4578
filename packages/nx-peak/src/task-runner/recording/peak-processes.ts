import type { PeakProcess } from '@nx-peak/run-record/recorder';

/** Processes that hold less than this part of the peak do not explain it. */
const EXPLAINS = 0.9;

/** A task's processes are read at most this often (ms), */
const GAP_MS = 1000;
/** and for at most this part of the time. */
const SHARE = 50;

/** A record lists as many. */
const MOST_LISTED = 20;

interface Seen {
  /** Bytes. */
  peak: number;
  /** Bytes of all processes when they were read. */
  sum: number;
  processes: readonly PeakProcess[];
  nextRead: number;
}

/**
 * Knows which processes a task had when it held most. They are read by this thread when it hears of
 * a new peak, which may be a second later, so they count only when they still held about as much.
 * A task whose peak is a moment has none.
 */
export class PeakProcesses {
  readonly #list: (taskId: string) => readonly PeakProcess[] | undefined;
  readonly #seen = new Map<string, Seen>();
  #nextRead = 0;

  /** @param list reads the processes of a task; undefined when they cannot be told */
  constructor(list: (taskId: string) => readonly PeakProcess[] | undefined) {
    this.#list = list;
  }

  /**
   * A task held so many bytes.
   * @param now milliseconds of a steady clock; another one is for tests
   */
  sampled(taskId: string, bytes: number, now = performance.now()): void {
    const seen = this.#seen.get(taskId) ?? { peak: 0, sum: 0, processes: [], nextRead: 0 };
    this.#seen.set(taskId, seen);
    seen.peak = Math.max(seen.peak, bytes);
    if (seen.sum >= EXPLAINS * seen.peak || now < Math.max(seen.nextRead, this.#nextRead)) {
      return;
    }
    const before = performance.now();
    const processes = this.#list(taskId) ?? [];
    seen.nextRead = now + GAP_MS;
    this.#nextRead = now + SHARE * (performance.now() - before);
    const sum = processes.reduce((total, { memory }) => total + memory, 0);
    if (sum > seen.sum) {
      seen.sum = sum;
      seen.processes = processes;
    }
  }

  /**
   * The largest first; undefined when none were seen that explain the peak.
   * @param peakRss bytes
   */
  of(taskId: string, peakRss: number | undefined): readonly PeakProcess[] | undefined {
    const seen = this.#seen.get(taskId);
    return seen === undefined || peakRss === undefined || seen.sum < EXPLAINS * peakRss
      ? undefined
      : [...seen.processes].sort((a, b) => b.memory - a.memory).slice(0, MOST_LISTED);
  }

  forget(taskId: string): void {
    this.#seen.delete(taskId);
  }
}
