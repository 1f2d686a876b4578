import type { TaskShare } from '../record/run-record';

export interface HeldMemoryOptions {
  /** For how long a measurement holds when no other follows, in milliseconds. */
  readonly holdMs: number;
  /** When a task ended, as far as it is known, in milliseconds since the epoch. */
  readonly endOf?: (id: string) => number | undefined;
}

interface Held {
  bytes: number;
  since: number;
}

/**
 * What all tasks hold together from look to look. A look may see some tasks only (the first sight of
 * a new task is one of its own), so a measurement holds until the next one of its task, the task's end,
 * or until it is too old to be believed. After a look that saw all there was, nothing else holds.
 */
export class HeldMemory {
  readonly #options: HeldMemoryOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: HeldMemoryOptions) {
    this.#options = options;
  }

  /**
   * @param timestamp milliseconds since the epoch
   * @param tasks bytes by task, of the tasks that were seen
   * @param isWhole the look saw all that ran: tasks that are not in it hold nothing
   * @returns the bytes that all tasks hold after this look
   */
  look(
    timestamp: number,
    tasks: Iterable<readonly [string, number]>,
    { isWhole = false }: { readonly isWhole?: boolean } = {},
  ): number {
    const { holdMs, endOf } = this.#options;
    if (isWhole) {
      this.#held.clear();
    }
    for (const [id, { since }] of this.#held) {
      const end = endOf?.(id);
      if (timestamp - since > holdMs || (end !== undefined && end < timestamp)) {
        this.#held.delete(id);
      }
    }
    for (const [id, bytes] of tasks) {
      const held = this.#held.get(id);
      if (held === undefined) {
        this.#held.set(id, { bytes, since: timestamp });
      } else {
        held.bytes = bytes;
        held.since = timestamp;
      }
    }
    let sum = 0;
    for (const { bytes } of this.#held.values()) {
      sum += bytes;
    }
    return sum;
  }

  /** A task ended: what it held is free. */
  release(id: string): void {
    this.#held.delete(id);
  }

  /** What each task holds now, the largest first. */
  shares(): TaskShare[] {
    return [...this.#held]
      .map(([id, { bytes }]) => ({ id, memory: bytes }))
      .sort((a, b) => b.memory - a.memory || (a.id < b.id ? -1 : 1));
  }
}

/** Long enough for a look or two to be late, and too short to be believed of a task that is gone. */
export function holdMsFor(intervalMs: number): number {
  return Math.max(3 * intervalMs, 250);
}
