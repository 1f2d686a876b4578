import { performance } from 'node:perf_hooks';

/** `performance.now()` begins at 0 in every thread; hrtime is one clock for all of them. */
const offset = (() => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6 - performance.now();
})();

/** Milliseconds of a monotonic clock that all threads of this process share. */
export function now(): number {
  return performance.now() + offset;
}

/** A moment of that clock as milliseconds since the epoch, like those of `Date.now()`. */
export function toEpoch(at: number): number {
  return Date.now() - (now() - at);
}
