import { parseBytes, parseCounters, readCgroupFile } from './memory-files';
import type { Cgroup } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** Counters of one cgroup that only ever grow, as long as the cgroup exists. */
export interface CgroupOomCounts {
  /**
   * Processes of the cgroup that the out-of-memory killer killed, whether a limit or the machine
   * ran out. Version 2 counts those of child cgroups too, version 1 (>= Linux 4.13) its own alone.
   */
  readonly kills: number;
  /**
   * How often a limit could not be kept by reclaiming: the event `oom` of version 2, which counts
   * at the cgroup whose limit it was and at its parents, and `failcnt` of version 1, which also
   * counts attempts that reclaiming then satisfied.
   */
  readonly limitReached: number | undefined;
}

/**
 * How often the kernel OOM-killed a process of this cgroup. Takes about 10 microseconds, and less than
 * half of that from a file kept open, so that it may be read at the start and the end of everything.
 *
 * @returns undefined where the cgroup does not tell: at the root of version 2, and on old kernels
 */
export function readCgroupOomKills(cgroup: Cgroup, read: ReadText = readText): number | undefined {
  const file = cgroup.version === 1 ? 'memory.oom_control' : 'memory.events';
  const text = readCgroupFile(cgroup, file, read);
  return text === undefined ? undefined : parseCounters(text).get('oom_kill');
}

/** The kills in this cgroup, with how often its limit was reached. */
export function readCgroupOomCounts(
  cgroup: Cgroup,
  read: ReadText = readText,
): CgroupOomCounts | undefined {
  const kills = readCgroupOomKills(cgroup, read);
  if (kills === undefined) {
    return undefined;
  }
  const limitReached =
    cgroup.version === 1
      ? parseBytes(readCgroupFile(cgroup, 'memory.failcnt', read))
      : parseCounters(readCgroupFile(cgroup, 'memory.events', read) ?? '').get('oom');
  return { kills, limitReached };
}

/**
 * How often the kernel OOM-killed a process on the whole machine since it booted,
 * in this container or any other: `oom_kill` of `/proc/vmstat` (Linux >= 4.13). The kernel adds
 * the counters of all processors up for it: 25 to 100 microseconds and more.
 */
export function readHostOomKills(read: ReadText = readText): number | undefined {
  const text = read('/proc/vmstat');
  const value = text === undefined ? undefined : /^oom_kill (\d+)$/m.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
