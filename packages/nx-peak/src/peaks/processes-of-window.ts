import type { PeakProcesses } from '@nx-peak/memory-tracker';

/** Processes that held so much more or less than a measurement are not those that made it. */
const TOLERANCE = 0.05;

/**
 * The processes that made the peak of a task within a process that others share. What is listed is
 * the process's own peak so far, so it is the task's only when that fell into its time.
 *
 * @param peakRss bytes, of the task
 * @param from when the task began and, `to`, ended: milliseconds since the epoch
 */
export function processesOfWindow(
  listed: PeakProcesses | undefined,
  peakRss: number | undefined,
  from: number,
  to: number,
): PeakProcesses | undefined {
  return listed !== undefined &&
    peakRss !== undefined &&
    listed.at >= from &&
    listed.at <= to &&
    Math.abs(listed.sum - peakRss) <= TOLERANCE * peakRss
    ? listed
    : undefined;
}
