/** A counter of out-of-memory kills: the machine's, or that of the cgroup of this path. */
export type Counter = 'machine' | { readonly group: string };

/** Kills that were counted between two readings. Times are milliseconds on one clock. */
interface Rise {
  readonly from: number;
  readonly to: number;
  /** Those that no task's death explains yet. */
  unexplained: number;
}

interface Reading {
  readonly time: number;
  readonly total: number;
}

/**
 * Which counted kills may be those of which task. A counter tells how many processes were killed,
 * never which: so each kill explains one death at the most, and only that of a task which ran
 * between the two readings that it was counted in.
 */
export class OomKillLedger {
  readonly #last = new Map<string, Reading>();
  readonly #rises = new Map<string, Rise[]>();

  /** A counter was read. The first reading is what later ones are compared with. */
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

  /** How many unexplained kills were counted while a task ran. */
  countedWithin(counter: Counter, from: number, to: number): number {
    return this.#within(counter, from, to).reduce((sum, rise) => sum + rise.unexplained, 0);
  }

  /** The times between which the newest of them happened; undefined without any. */
  newestWithin(
    counter: Counter,
    from: number,
    to: number,
  ): { readonly from: number; readonly to: number } | undefined {
    return this.#within(counter, from, to).at(-1);
  }

  /** The times between which each of them happened, the oldest first. */
  unexplainedWithin(
    counter: Counter,
    from: number,
    to: number,
  ): readonly { readonly from: number; readonly to: number }[] {
    return this.#within(counter, from, to);
  }

  /** The newest of them is explained by the death of a task. */
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
  return counter === 'machine' ? 'machine' : `group ${counter.group}`;
}
