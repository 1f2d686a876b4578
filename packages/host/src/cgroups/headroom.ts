import { readHostMemory } from './host-memory';
import { nonReclaimableOf, ownLimitOf, usageOf } from './memory-files';
import { cgroupsOf } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** How much more can be held before something has to give. */
export interface Headroom {
  /** Bytes, 0 or more. */
  readonly bytes: number;
  /** What ends it first: the machine, or the limit of the cgroup of this path. */
  readonly boundBy:
    { readonly kind: 'machine' } | { readonly kind: 'cgroup'; readonly path: string };
}

/**
 * How much more memory a process and all that share its cgroups can take: the least of what the
 * machine has available and, for each cgroup with a limit, that limit minus what of its usage
 * cannot be reclaimed. A parent with a larger limit may be the tighter one, so all of them count.
 *
 * @returns undefined where none of this can be read (macOS, Windows)
 */
export function headroom(
  pid: number | 'self' = 'self',
  read: ReadText = readText,
): Headroom | undefined {
  const { total, available } = readHostMemory(read);
  const candidates: Headroom[] =
    available === undefined ? [] : [{ bytes: available, boundBy: { kind: 'machine' } }];
  for (const cgroup of cgroupsOf(pid, read)) {
    const limit = ownLimitOf(cgroup, read);
    const usage = usageOf(cgroup, read);
    if (limit !== undefined && limit < total && usage !== undefined) {
      const held = nonReclaimableOf(cgroup, usage, read) ?? usage;
      const boundBy = { kind: 'cgroup', path: cgroup.path } as const;
      candidates.push({ bytes: Math.max(0, limit - held), boundBy });
    }
  }
  return candidates.sort((one, other) => one.bytes - other.bytes)[0];
}
