import { performance } from 'node:perf_hooks';

/** Two clocks that are read this close to each other were read at one moment. (ms) */
const ONE_MOMENT_MS = 0.05;

/** How often two clocks are read, at most, until both readings are of one moment. */
const TRIES = 5;

/**
 * The system's clock has been set, or has been slowed down or sped up for long, when it is further off
 * than this: `Date.now()` has whole milliseconds. (ms)
 */
const EPOCH_TOLERANCE_MS = 2;

/** `performance.now()` begins at 0 in every thread; hrtime is one clock for all of them. */
const offset = difference(() => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
});

let epochOffset = performance.timeOrigin;

/** Milliseconds of a monotonic clock that all threads of this process share. */
export function now(): number {
  return performance.now() + offset;
}

/**
 * A moment of that clock as milliseconds since the epoch, like those of `Date.now()`. Two moments keep
 * their order and their distance, unless the system's clock is set between the two calls.
 */
export function toEpoch(at: number): number {
  if (isOff(systemTime() - performance.now())) {
    const measured = difference(systemTime);
    if (isOff(measured)) {
      epochOffset = measured;
    }
  }
  return at - offset + epochOffset;
}

function isOff(measured: number): boolean {
  return Math.abs(measured - epochOffset) > EPOCH_TOLERANCE_MS;
}

/** The middle of the millisecond that `Date.now()` cuts off. */
function systemTime(): number {
  return Date.now() + 0.5;
}

/**
 * By how much another clock is ahead of `performance.now()`, in milliseconds. On a busy machine
 * somebody else may run for long between two readings: the closest ones count.
 */
function difference(otherClock: () => number): number {
  let closest = { apart: Number.POSITIVE_INFINITY, difference: 0 };
  for (let i = 0; i < TRIES && closest.apart > ONE_MOMENT_MS; i++) {
    const before = performance.now();
    const other = otherClock();
    const apart = performance.now() - before;
    if (apart < closest.apart) {
      closest = { apart, difference: other - before - apart / 2 };
    }
  }
  return closest.difference;
}
