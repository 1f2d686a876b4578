import { readHostMemory } from './host-memory';
import { nonReclaimableOf, ownLimitOf, usageOf } from './memory-files';
import { cgroupsOf } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** How much more can be held before something has to give. */
export interface Headroom {
  /** Bytes, 0 or more. */
  readonly bytes: number;
  /** What ends it first: the machine, or the limit of the group of this path. */
  readonly boundBy:
    { readonly kind: 'machine' } | { readonly kind: 'group'; readonly path: string };
}

/**
 * How much more memory a process and all that share its groups can take: the least of what the
 * machine has available and, for each group with a limit, that limit minus what of its usage
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
  for (const group of cgroupsOf(pid, read)) {
    const limit = ownLimitOf(group, read);
    const usage = usageOf(group, read);
    if (limit !== undefined && limit < total && usage !== undefined) {
      const held = nonReclaimableOf(group, usage, read) ?? usage;
      const boundBy = { kind: 'group', path: group.path } as const;
      candidates.push({ bytes: Math.max(0, limit - held), boundBy });
    }
  }
  return candidates.sort((one, other) => one.bytes - other.bytes)[0];
}
