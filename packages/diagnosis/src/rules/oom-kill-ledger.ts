/** A counter of out-of-memory kills: the host's, or that of the cgroup of this path. */
export type Counter =
  { readonly kind: 'host' } | { readonly kind: 'cgroup'; readonly path: string };

/** The host's counter of out-of-memory kills. */
export const HOST_COUNTER: Counter = { kind: 'host' };

/** The time between two readings of a counter, in milliseconds on one clock. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Kills that were counted between two readings. */
interface Rise extends Interval {
  /** How many of them no diagnosis explains yet. */
  unexplained: number;
}

interface Reading {
  readonly time: number;
  readonly total: number;
}

/**
 * Assigns counted kills to tasks. A counter says how many processes were killed and never which:
 * so each kill explains one diagnosis at most, and only that of a task which ran between the two
 * readings in which it was counted.
 */
export class OomKillLedger {
  readonly #last = new Map<string, Reading>();
  readonly #rises = new Map<string, Rise[]>();

  /**
   * Takes a reading of a counter. The first one is what later ones are compared with.
   *
   * @param total the value of the counter
   * @param time milliseconds, never less than at the reading before
   */
  read(counter: Counter, total: number, time: number): void {
    const key = keyOf(counter);
    const last = this.#last.get(key);
    if (last !== undefined && total > last.total) {
      const rise = { from: last.time, to: time, unexplained: total - last.total };
      this.#rises.set(key, [...(this.#rises.get(key) ?? []), rise]);
    }
    this.#last.set(key, { time, total });
  }

  /** Whether the counter was ever read. */
  knows(counter: Counter): boolean {
    return this.#last.has(keyOf(counter));
  }

  /** The number of unexplained kills that were counted while a task ran. */
  countedWithin(counter: Counter, from: number, to: number): number {
    return this.#within(counter, from, to).reduce((sum, rise) => sum + rise.unexplained, 0);
  }

  /** When the newest unexplained kill happened; undefined without any. */
  newestWithin(counter: Counter, from: number, to: number): Interval | undefined {
    return this.#within(counter, from, to).at(-1);
  }

  /** When each unexplained kill happened, the oldest first. */
  unexplainedWithin(counter: Counter, from: number, to: number): readonly Interval[] {
    return this.#within(counter, from, to);
  }

  /** A diagnosis explains the newest kill that was counted while its task ran. */
  explain(counter: Counter, from: number, to: number): void {
    const newest = this.#within(counter, from, to).at(-1);
    if (newest !== undefined) {
      newest.unexplained--;
    }
  }

  #within(counter: Counter, from: number, to: number): Rise[] {
    return (this.#rises.get(keyOf(counter)) ?? []).filter(
      (rise) => rise.unexplained > 0 && rise.to > from && rise.from < to,
    );
  }
}

function keyOf(counter: Counter): string {
  switch (counter.kind) {
    case 'host':
      return 'host';
    case 'cgroup':
      return `cgroup ${counter.path}`;
  }
}
