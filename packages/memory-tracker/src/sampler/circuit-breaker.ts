import { SAMPLING_SHARE } from './sampling-share';

/** The interval is never raised beyond this multiple of the one that was asked for. */
export const MAX_RAISE = 16;

/**
 * How many ticks in a row must agree before the interval changes: one slow tick (garbage
 * collection, a busy machine, libraries being loaded) says nothing.
 */
export const PATIENCE = 3;

/**
 * The interval is lowered only when a tick would take less than this part of the share even then.
 * The distance to the raising threshold keeps the interval from flapping between two values.
 */
const CHEAP_PART = 1 / 4;

export interface Breaker {
  /** The interval that was asked for, in milliseconds. */
  readonly baseMs: number;
  /** The interval in force: `baseMs` times a power of two. */
  readonly intervalMs: number;
  /** Ticks in a row that were too expensive (above 0) or cheap enough for a shorter interval (below 0). */
  readonly streak: number;
}

export type BreakerChange = 'none' | 'raised' | 'lowered' | 'restored';

export function closedBreaker(baseMs: number): Breaker {
  return { baseMs, intervalMs: baseMs, streak: 0 };
}

/**
 * Decides on the interval after a tick: doubled (up to MAX_RAISE times the base) when ticks cost
 * more than SAMPLING_SHARE of it, halved step by step when they are cheap again.
 *
 * @param costMs the tick's duration. For a tick that waits for another process this overstates what
 * it takes from our own thread, and rightly so: what it waits for keeps a processor busy, too.
 */
export function afterTick(
  breaker: Breaker,
  costMs: number,
): { breaker: Breaker; change: BreakerChange } {
  const { baseMs, intervalMs } = breaker;
  const streak = streakAfter(breaker, costMs);
  if (Math.abs(streak) < PATIENCE) {
    return { breaker: { ...breaker, streak }, change: 'none' };
  }
  const nextMs = streak > 0 ? intervalMs * 2 : intervalMs / 2;
  return {
    breaker: { baseMs, intervalMs: nextMs, streak: 0 },
    change: streak > 0 ? 'raised' : nextMs === baseMs ? 'restored' : 'lowered',
  };
}

function streakAfter({ baseMs, intervalMs, streak }: Breaker, costMs: number): number {
  if (costMs > intervalMs * SAMPLING_SHARE) {
    return intervalMs < baseMs * MAX_RAISE ? Math.max(streak, 0) + 1 : 0;
  }
  if (intervalMs > baseMs && costMs < (intervalMs / 2) * SAMPLING_SHARE * CHEAP_PART) {
    return Math.min(streak, 0) - 1;
  }
  return 0;
}
