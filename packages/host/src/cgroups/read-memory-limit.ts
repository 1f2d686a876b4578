import { readHostMemory } from './host-memory';
import { hierarchicalLimitOf, nonReclaimableOf, ownLimitOf, usageOf } from './memory-files';
import { cgroupsOf, type Cgroup } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** What a process and all that share its cgroup may hold together. */
export interface MemoryLimit {
  /** Bytes. */
  readonly bytes: number;
  /** The cgroup that sets it, as the kernel names it to us. */
  readonly cgroup: string;
  /** What is charged to that cgroup now, page cache included: bytes. */
  readonly usage: number | undefined;
  /** What of it cannot be reclaimed: bytes. */
  readonly nonReclaimable: number | undefined;
}

/**
 * The memory limit that holds for a process: the smallest of its own cgroup and of every parent
 * that is seen. Undefined when there is none, which includes every limit at or above the RAM of
 * the machine: version 1 writes "unlimited" as a number near 2^63.
 *
 * @param pid a process, by default this one
 * @param read where the files come from; another than the system is for tests
 */
export function readMemoryLimit(
  pid: number | 'self' = 'self',
  read: ReadText = readText,
): MemoryLimit | undefined {
  const cgroups = cgroupsOf(pid, read);
  const machine = readHostMemory(read).total;
  let found: { cgroup: Cgroup; bytes: number } | undefined;
  for (const cgroup of cgroups) {
    const bytes = ownLimitOf(cgroup, read);
    if (bytes !== undefined && bytes < (found?.bytes ?? machine)) {
      found = { cgroup, bytes };
    }
  }
  // A limit above the mount point of version 1 shows in this measurement alone. The usage there cannot
  // be seen; the highest cgroup in sight stands for it.
  const [own] = cgroups;
  const hidden = own && hierarchicalLimitOf(own, read);
  const top = cgroups.at(-1);
  if (hidden !== undefined && top !== undefined && hidden < (found?.bytes ?? machine)) {
    found = { cgroup: top, bytes: hidden };
  }
  if (found === undefined) {
    return undefined;
  }
  const usage = usageOf(found.cgroup, read);
  return {
    bytes: found.bytes,
    cgroup: found.cgroup.path,
    usage,
    nonReclaimable: usage === undefined ? undefined : nonReclaimableOf(found.cgroup, usage, read),
  };
}
