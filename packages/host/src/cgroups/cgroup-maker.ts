import { readlinkSync } from 'node:fs';
import { emptyStat, parseStat } from '../procfs/parse-stat';
import type { CgroupMaker } from './child-cgroup-name';
import { readSystemText, type ReadText } from '../read-text';

/**
 * This process, as the maker of child groups.
 *
 * @throws Error where /proc does not tell who it is
 */
export function thisMaker(): CgroupMaker {
  const startTicks = startTicksOf(process.pid);
  if (startTicks === undefined) {
    throw new Error(`/proc does not tell when process ${process.pid} was started`);
  }
  return { pidNamespace: ownPidNamespace(), pid: process.pid, startTicks };
}

/** Whether the maker of a group has ended; false when that cannot be told from here. */
export function hasEnded({ pidNamespace, pid, startTicks }: CgroupMaker): boolean {
  return pidNamespace === ownPidNamespace() && startTicksOf(pid) !== startTicks;
}

function ownPidNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
}

function startTicksOf(pid: number, read: ReadText = readSystemText): number | undefined {
  const text = read(`/proc/${pid}/stat`);
  const bytes = Buffer.from(text ?? '');
  const stat = emptyStat();
  return text !== undefined && parseStat(bytes, bytes.length, stat) ? stat.startTicks : undefined;
}
