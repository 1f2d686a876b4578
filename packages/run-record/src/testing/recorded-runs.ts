import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '__fixtures__');

/**
 * Runs of real processes, recorded with this package and the tracker.
 *
 * `shapes`: four tasks at once, that hold their memory steadily, ramp up, spike, and end early.
 * `checks`: the compiler, linter and tests of a package two at a time, with a cache hit, a failure
 * and a skipped task.
 * `deaths`: in a cgroup of 500 MB, a task that the kernel killed, one that filled V8's heap, one
 * killed by hand, and one that lived.
 */
export const RECORDED_RUNS = ['shapes', 'checks', 'deaths'] as const;

export function recordedRun(name: (typeof RECORDED_RUNS)[number]): string {
  return join(FOLDER, name);
}

/** What Nx 24 itself wrote of two tasks, one of them a shell with a child. */
export const NX_SAMPLES = join(FOLDER, 'nx-resource-utilization.ndjson');
