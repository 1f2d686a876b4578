import { SAMPLING_SHARE } from './sampling-share';

/**
 * When ticks are due after a root was registered: short tasks are over before the interval is. (ms)
 * Dense at first, when a runtime starts, then every 50 ms until the task is half a second old.
 */
export const EARLY_TICKS_MS: readonly number[] = [
  10, 20, 40, 80, 120, 160, 200, 250, 300, 350, 400, 450, 500,
];

/** A root that was registered; times in milliseconds of one monotonic clock. */
export interface Registration {
  readonly at: number;
  /** Its memory was read when it was registered, so its first sample can wait. */
  readonly peeked: boolean;
}

export interface LastTick {
  readonly startedAt: number;
  readonly costMs: number;
}

export interface ScheduleInput {
  readonly now: number;
  readonly intervalMs: number;
  /** Since when there is something to measure. */
  readonly liveSince: number;
  readonly registrations: readonly Registration[];
  readonly lastTick: LastTick | undefined;
  /** The time after the last tick in which no sum can outgrow its known peak, see `growthGap`. */
  readonly growthGapMs?: number;
}

/**
 * When the next tick is due; never before `now`.
 *
 * At once for a root that was never seen. Otherwise one interval after the last tick, or sooner:
 * at the next early tick of any root, or when a sum could outgrow its peak. Sooner ticks keep a
 * distance to the tick before that makes them cost no more than SAMPLING_SHARE of the time; for
 * regular ticks the circuit breaker sees to that.
 */
export function nextTickAt(input: ScheduleInput): number {
  const { now, intervalMs, liveSince, registrations, lastTick } = input;
  const { growthGapMs = Number.POSITIVE_INFINITY } = input;
  const lastStart = lastTick?.startedAt ?? Number.NEGATIVE_INFINITY;
  if (registrations.some(({ at, peeked }) => !peeked && at >= lastStart)) {
    return now;
  }
  let early = Number.POSITIVE_INFINITY;
  for (const { at } of registrations) {
    const offset = EARLY_TICKS_MS.find((offset) => at + offset > lastStart);
    if (offset !== undefined) {
      early = Math.min(early, at + offset);
    }
  }
  const spacing = lastTick === undefined ? 0 : lastTick.costMs / SAMPLING_SHARE;
  const regular = Math.max(lastStart, liveSince) + intervalMs;
  const grown = lastTick === undefined ? early : lastStart + growthGapMs;
  const sooner = Math.min(early, grown);
  return Math.max(now, Math.min(regular, Math.max(sooner, lastStart + spacing)));
}

/** Ticks that go on for as long as a task does take no more than this share of the time. */
const REGULAR_SHARE = 0.02;

/** A sum that stays within this much of the known peak need not be seen: it would not show. */
const GROWTH_TOLERANCE = 0.01;

/** The shortest gap that growth is worth: most of what a runtime needs for one step of its own. (ms) */
const SHORTEST_GROWTH_GAP_MS = 15;

/**
 * The shortest gap between two bursts, while nothing grows. Closer ticks find no more of the peak of a
 * vite build, and were half of all ticks in a run of small builds. (ms)
 */
const SHORTEST_GAP_AFTER_GROWTH_MS = 30;

/** What is known of one sum; bytes and milliseconds. */
export interface Growing {
  readonly peak: number;
  readonly rss: number;
  /** Until the last sample. Bytes per millisecond. */
  readonly growth: number;
  /** The fastest lately, which fades. Bytes per millisecond. */
  readonly rememberedGrowth: number;
}

/**
 * How long the sum may be left alone, in milliseconds: until it could exceed its known peak by
 * GROWTH_TOLERANCE, were it to grow on as fast as it does, or again as fast as it did. A sum that does
 * not grow can wait, and one that is expensive to sample has to.
 *
 * @param costMs what a tick takes as a rule
 */
export function growthGap(
  { peak, rss, growth, rememberedGrowth }: Growing,
  costMs: number,
): number {
  const room = peak * (1 + GROWTH_TOLERANCE) - rss;
  return Math.max(
    costMs / REGULAR_SHARE,
    Math.min(
      timeToFill(room, growth, SHORTEST_GROWTH_GAP_MS),
      timeToFill(room, rememberedGrowth, SHORTEST_GAP_AFTER_GROWTH_MS),
    ),
  );
}

function timeToFill(room: number, growth: number, shortestMs: number): number {
  return growth > 0 ? Math.max(shortestMs, room / growth) : Number.POSITIVE_INFINITY;
}

/**
 * Where a tick is nearly free, the gap between two regular ones, unless a shorter one was asked for or
 * ticks would take more than REGULAR_SHARE. (ms)
 */
const NEARLY_FREE_GAP_MS = 100;

/**
 * The gap between two regular ticks, in milliseconds.
 *
 * @param intervalMs the longest gap allowed
 * @param costMs what a tick takes as a rule
 */
export function regularGap(intervalMs: number, nearlyFree: boolean, costMs: number): number {
  return nearlyFree
    ? Math.min(intervalMs, Math.max(NEARLY_FREE_GAP_MS, costMs / REGULAR_SHARE))
    : intervalMs;
}

/** The registrations that still have early ticks to come after a tick begun at `lastStart`. */
export function stillEarly<T extends Registration>(
  registrations: readonly T[],
  lastStart: number,
): T[] {
  const last = Math.max(...EARLY_TICKS_MS);
  return registrations.filter(({ at }) => at + last > lastStart);
}
