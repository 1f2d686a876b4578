import { accessSync, constants } from 'node:fs';
import { posix } from 'node:path';
import { makerOfChildCgroup } from './child-cgroup-name';
import { parseBytes, readCgroupFile } from './memory-files';
import { cgroupsOf, type Cgroup } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** The group below which child groups can be made for processes that this one starts. */
export type CgroupParent =
  | { readonly kind: 'found'; readonly home: Cgroup }
  | { readonly kind: 'none'; readonly reason: string };

/** Whether this process may write a file or a folder. */
export type IsWritable = (path: string) => boolean;

/** Controls of version 2 whose limits hold for a group and all below it. */
const LIMITS = ['memory.max', 'memory.high', 'memory.swap.max', 'pids.max', 'cpu.max'];

/**
 * Where child cgroups can be made.
 *
 * Version 1: below the own group. Version 2 forbids that: a group that holds processes may not hand
 * controllers to children (`Documentation/admin-guide/cgroup-v2.rst`, "No Internal Process
 * Constraint"). There, the nearest group upwards will do that can be written and hands out
 * `memory`, as what systemd delegates to a user does. Moving a process needs `cgroup.procs` of
 * the common ancestor to be writable, which is that very group. A group on the way there that has
 * a limit forbids it: what is started would no longer be bound by that.
 *
 * @param prefix what names of child cgroups begin with: in one of them, none can be made
 */
export function findCgroupParent(
  prefix: string,
  read: ReadText = readText,
  isWritable: IsWritable = isWritableHere,
): CgroupParent {
  const groups = cgroupsOf('self', read);
  const [own] = groups;
  if (own === undefined) {
    return none('no memory cgroup can be seen here');
  }
  const nested = groups.find(
    ({ path }) => makerOfChildCgroup(prefix, posix.basename(path)) !== undefined,
  );
  if (nested !== undefined) {
    return none(`this process is itself measured in a cgroup, ${nested.path}`);
  }
  return own.version === 1 ? ownGroup(own, read, isWritable) : nearest(groups, read, isWritable);
}

function ownGroup(own: Cgroup, read: ReadText, isWritable: IsWritable): CgroupParent {
  if (!isWritable(own.directory)) {
    return none(`${own.directory} cannot be written`);
  }
  // Without it, what a child group holds does not count above it, nor against limits there.
  return readCgroupFile(own, 'memory.use_hierarchy', read)?.trim() === '0'
    ? none(`${own.directory} does not account for its children (memory.use_hierarchy is 0)`)
    : { kind: 'found', home: own };
}

function nearest(groups: readonly Cgroup[], read: ReadText, isWritable: IsWritable): CgroupParent {
  for (const [i, home] of groups.entries()) {
    const controllers = readCgroupFile(home, 'cgroup.subtree_control', read)?.split(/\s+/) ?? [];
    if (
      controllers.includes('memory') &&
      isWritable(home.directory) &&
      isWritable(posix.join(home.directory, 'cgroup.procs'))
    ) {
      const limited = groups
        .slice(0, i)
        .flatMap((group) => LIMITS.map((file) => ({ group, file })))
        .find(({ group, file }) => isLimited(readCgroupFile(group, file, read)));
      return limited === undefined
        ? { kind: 'found', home }
        : none(
            `${limited.file} of ${limited.group.directory} would not bind ` +
              `groups in ${home.directory}`,
          );
    }
  }
  return none(
    `no cgroup from ${groups[0]?.directory ?? ''} upwards can be written ` +
      'and hands out the memory controller (cgroup.subtree_control)',
  );
}

/** `max`, in `cpu.max` followed by a period, is no limit. */
function isLimited(text: string | undefined): boolean {
  return parseBytes(text?.split(/\s+/)[0]) !== undefined;
}

function none(reason: string): CgroupParent {
  return { kind: 'none', reason };
}

function isWritableHere(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
