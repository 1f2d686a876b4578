import { isExiting, readText } from '@nx-peak/host';
import type { OomCounters, WatchedCgroups } from './oom-counters';

/**
 * The cgroups of a task that has moved itself to another one, which it may do at any time.
 *
 * @param pid the first process of the task
 * @param known what is watched for the task so far
 * @returns what to watch from now on: `known` when the task has not moved
 */
export function findTaskCgroups(
  pid: number,
  known: WatchedCgroups,
  counters: OomCounters,
): WatchedCgroups {
  const cgroup = readText(`/proc/${pid}/cgroup`);
  if (cgroup === undefined || cgroup === readText('/proc/self/cgroup')) {
    return known;
  }
  const found = counters.watch(pid);
  if (isExiting(pid)) {
    return known; // what was read may be wrong then: see there
  }
  if (found.own === undefined || found.own.path === known.own?.path) {
    return known;
  }
  return found.own.path === counters.ours.own?.path ? counters.ours : found;
}
