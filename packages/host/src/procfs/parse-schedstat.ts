import { NumberReader } from './number-reader';

const reader = new NumberReader();

/**
 * For how long a process was ready to run and waited for a processor, in nanoseconds: the second
 * number of `/proc/PID/schedstat` (Documentation/scheduler/sched-stats.rst). 0 when it is not of
 * that form.
 */
export function parseRunDelay(bytes: Uint8Array, length: number): number {
  reader.over(bytes, 0, length).next();
  const delay = reader.next();
  return Number.isNaN(delay) ? 0 : delay;
}
