import { posix } from 'node:path';
import type { Cgroup } from './cgroup';
import type { ReadText } from '../read-text';

/** The files of a memory cgroup: which ones, by version, and what their measurements mean. */
const FILES = {
  1: { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes' },
  2: { limit: 'memory.max', usage: 'memory.current' },
} as const;

/** A file of the cgroup; undefined where it has none of that name, as at the root of version 2. */
export function readCgroupFile(cgroup: Cgroup, file: string, read: ReadText): string | undefined {
  return read(posix.join(cgroup.directory, file));
}

/** The limit written in the cgroup itself, in bytes; undefined for `max` and where none is. */
export function ownLimitOf(cgroup: Cgroup, read: ReadText): number | undefined {
  return parseBytes(readCgroupFile(cgroup, FILES[cgroup.version].limit, read));
}

/** What is charged to the cgroup and its children now, page cache included: bytes. */
export function usageOf(cgroup: Cgroup, read: ReadText): number | undefined {
  return parseBytes(readCgroupFile(cgroup, FILES[cgroup.version].usage, read));
}

/** `name value` a line: `memory.stat`, `memory.events`, `memory.oom_control`, `/proc/vmstat`. */
export function parseCounters(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^(\S+) (\d+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(value)] as const];
    }),
  );
}

/** The measurement of a file that holds one; undefined for `max`. */
export function parseBytes(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/**
 * What of the usage the kernel cannot simply drop, in bytes: all but the page cache of files
 * (both lists; shared memory is on others) and, in version 2, reclaimable slab. In version 1 the
 * counters of a cgroup with its children begin with `total_`.
 */
export function nonReclaimableOf(
  cgroup: Cgroup,
  usage: number,
  read: ReadText,
): number | undefined {
  const text = readCgroupFile(cgroup, 'memory.stat', read);
  if (text === undefined) {
    return undefined;
  }
  const stat = parseCounters(text);
  const reclaimable = (
    cgroup.version === 1
      ? ['total_active_file', 'total_inactive_file']
      : ['active_file', 'inactive_file', 'slab_reclaimable']
  ).reduce((sum, name) => sum + (stat.get(name) ?? 0), 0);
  return Math.max(0, usage - reclaimable);
}

/**
 * The smallest limit of a version 1 cgroup and all of its parents, in bytes, those outside of a
 * container included. Undefined in version 2, which has no such measurement.
 */
export function hierarchicalLimitOf(cgroup: Cgroup, read: ReadText): number | undefined {
  const text = cgroup.version === 1 ? readCgroupFile(cgroup, 'memory.stat', read) : undefined;
  return text === undefined ? undefined : parseCounters(text).get('hierarchical_memory_limit');
}
