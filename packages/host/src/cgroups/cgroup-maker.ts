import { readlinkSync } from 'node:fs';
import { startTime } from '../process-identity';
import type { CgroupMaker } from './child-cgroup-name';

/**
 * This process, as the maker of child cgroups.
 *
 * @throws Error where /proc does not say when it was started
 */
export function thisMaker(): CgroupMaker {
  const startTicks = startTime(process.pid);
  if (startTicks === undefined) {
    throw new Error(`/proc does not tell when process ${process.pid} was started`);
  }
  return { pidNamespace: ownPidNamespace(), pid: process.pid, startTicks };
}

/** Whether the maker of a cgroup has ended; false when that cannot be told from here. */
export function hasEnded({ pidNamespace, pid, startTicks }: CgroupMaker): boolean {
  return pidNamespace === ownPidNamespace() && startTime(pid) !== startTicks;
}

function ownPidNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
}
