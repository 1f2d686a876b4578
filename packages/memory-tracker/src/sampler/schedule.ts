import { LOOK_SHARE } from './look-budget';

/**
 * Short tasks are over before the interval is: looks this long after a root was registered (ms).
 * Dense at first, when a runtime starts, then every 50 ms until the task is half a second old.
 */
export const EARLY_LOOKS_MS: readonly number[] = [
  10, 20, 40, 80, 120, 160, 200, 250, 300, 350, 400, 450, 500,
];

/** A root that was registered; times in milliseconds of one monotonic clock. */
export interface Registration {
  readonly at: number;
  /** Its memory was read when it was registered, so its first look can wait. */
  readonly peeked: boolean;
}

export interface LastLook {
  readonly startedAt: number;
  readonly costMs: number;
}

export interface ScheduleInput {
  readonly now: number;
  readonly intervalMs: number;
  /** Since when there is something to look at. */
  readonly liveSince: number;
  readonly registrations: readonly Registration[];
  readonly lastLook: LastLook | undefined;
}

/**
 * When the next look is due; never before `now`.
 *
 * At once for a root that was never seen. Otherwise one interval after the last look, or at the
 * next early look of any root if that comes first. Early looks keep a distance to the look before
 * that makes them cost no more than LOOK_SHARE of the time; for regular looks the circuit breaker
 * sees to that.
 */
export function nextLookAt(input: ScheduleInput): number {
  const { now, intervalMs, liveSince, registrations, lastLook } = input;
  const lastStart = lastLook?.startedAt ?? Number.NEGATIVE_INFINITY;
  if (registrations.some(({ at, peeked }) => !peeked && at >= lastStart)) {
    return now;
  }
  let early = Number.POSITIVE_INFINITY;
  for (const { at } of registrations) {
    const offset = EARLY_LOOKS_MS.find((offset) => at + offset > lastStart);
    if (offset !== undefined) {
      early = Math.min(early, at + offset);
    }
  }
  const spacing = lastLook === undefined ? 0 : lastLook.costMs / LOOK_SHARE;
  const regular = Math.max(lastStart, liveSince) + intervalMs;
  return Math.max(now, Math.min(regular, Math.max(early, lastStart + spacing)));
}

/** The registrations that still have early looks to come after a look begun at `lastStart`. */
export function stillEarly(
  registrations: readonly Registration[],
  lastStart: number,
): Registration[] {
  const last = Math.max(...EARLY_LOOKS_MS);
  return registrations.filter(({ at }) => at + last > lastStart);
}
