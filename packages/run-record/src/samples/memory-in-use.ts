import type { TaskShare } from '../record/run-record';

export interface MemoryInUseOptions {
  /** How long a sample is believed when no other follows, in milliseconds. */
  readonly holdMs: number;
  /** When a task ended, as far as it is known, in milliseconds since the epoch. */
  readonly endOf?: (id: string) => number | undefined;
}

interface LastSample {
  rss: number;
  since: number;
}

/**
 * The sum of what several ids use, sample by sample. A sample may be of some ids only (the first one
 * of a new task is its own), so what an id used counts until its next sample, its end, or until it is
 * too old to be believed. After a sample of all there was, nothing else counts.
 */
export class MemoryInUse {
  readonly #options: MemoryInUseOptions;
  readonly #last = new Map<string, LastSample>();

  constructor(options: MemoryInUseOptions) {
    this.#options = options;
  }

  /**
   * @param timestamp milliseconds since the epoch
   * @param sample bytes by id, of the ids that were sampled
   * @param isWhole the sample is of all that ran: what is not in it uses nothing
   * @returns the bytes that all ids use after this sample
   */
  sample(
    timestamp: number,
    sample: Iterable<readonly [string, number]>,
    { isWhole = false }: { readonly isWhole?: boolean } = {},
  ): number {
    const { holdMs, endOf } = this.#options;
    if (isWhole) {
      this.#last.clear();
    }
    for (const [id, { since }] of this.#last) {
      const end = endOf?.(id);
      if (timestamp - since > holdMs || (end !== undefined && end < timestamp)) {
        this.#last.delete(id);
      }
    }
    for (const [id, rss] of sample) {
      const last = this.#last.get(id);
      if (last === undefined) {
        this.#last.set(id, { rss, since: timestamp });
      } else {
        last.rss = rss;
        last.since = timestamp;
      }
    }
    let sum = 0;
    for (const { rss } of this.#last.values()) {
      sum += rss;
    }
    return sum;
  }

  /** A task ended: what it used is free. */
  release(id: string): void {
    this.#last.delete(id);
  }

  /** What each id uses now, the largest first. */
  shares(): TaskShare[] {
    return [...this.#last]
      .map(([id, { rss }]) => ({ id, rss }))
      .sort((a, b) => b.rss - a.rss || (a.id < b.id ? -1 : 1));
  }
}

/** Long enough for a sample or two to be late, and too short to be believed of a task that is gone. */
export function holdMsFor(intervalMs: number): number {
  return Math.max(3 * intervalMs, 250);
}
