import { accessSync, constants } from 'node:fs';
import { posix } from 'node:path';
import { makerOfChildCgroup } from './child-cgroup-name';
import { parseBytes, readCgroupFile } from './memory-files';
import { cgroupsOf, type Cgroup } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** The cgroup below which child cgroups can be made for processes that this one starts. */
export type CgroupParent =
  | { readonly kind: 'found'; readonly home: Cgroup }
  | { readonly kind: 'none'; readonly reason: string };

/** Whether this process may write a file or a folder. */
export type IsWritable = (path: string) => boolean;

/** Controls of version 2 whose limits hold for a cgroup and all below it. */
const LIMITS = ['memory.max', 'memory.high', 'memory.swap.max', 'pids.max', 'cpu.max'];

/**
 * Where child cgroups can be made.
 *
 * Version 1: below the own cgroup. Version 2 forbids that: a cgroup that holds processes may not hand
 * controllers to children (`Documentation/admin-guide/cgroup-v2.rst`, "No Internal Process
 * Constraint"). There, the nearest cgroup upwards will do that can be written and hands out
 * `memory`, as what systemd delegates to a user does. Moving a process needs `cgroup.procs` of
 * the common ancestor to be writable, which is that very cgroup. A cgroup on the way there that has
 * a limit forbids it: what is started would no longer be bound by that.
 *
 * @param prefix what names of child cgroups begin with: in one of them, none can be made
 */
export function findCgroupParent(
  prefix: string,
  read: ReadText = readText,
  isWritable: IsWritable = isWritableHere,
): CgroupParent {
  const cgroups = cgroupsOf('self', read);
  const [own] = cgroups;
  if (own === undefined) {
    return none('no memory cgroup can be seen here');
  }
  const nested = cgroups.find(
    ({ path }) => makerOfChildCgroup(prefix, posix.basename(path)) !== undefined,
  );
  if (nested !== undefined) {
    return none(`this process is itself measured in a cgroup, ${nested.path}`);
  }
  return own.version === 1 ? ownCgroup(own, read, isWritable) : nearest(cgroups, read, isWritable);
}

function ownCgroup(own: Cgroup, read: ReadText, isWritable: IsWritable): CgroupParent {
  if (!isWritable(own.directory)) {
    return none(`${own.directory} cannot be written`);
  }
  // Without it, what a child cgroup holds does not count above it, nor against limits there.
  return readCgroupFile(own, 'memory.use_hierarchy', read)?.trim() === '0'
    ? none(`${own.directory} does not account for its children (memory.use_hierarchy is 0)`)
    : { kind: 'found', home: own };
}

function nearest(cgroups: readonly Cgroup[], read: ReadText, isWritable: IsWritable): CgroupParent {
  for (const [i, home] of cgroups.entries()) {
    const controllers = readCgroupFile(home, 'cgroup.subtree_control', read)?.split(/\s+/) ?? [];
    if (
      controllers.includes('memory') &&
      isWritable(home.directory) &&
      isWritable(posix.join(home.directory, 'cgroup.procs'))
    ) {
      const limited = cgroups
        .slice(0, i)
        .flatMap((cgroup) => LIMITS.map((file) => ({ cgroup, file })))
        .find(({ cgroup, file }) => isLimited(readCgroupFile(cgroup, file, read)));
      return limited === undefined
        ? { kind: 'found', home }
        : none(
            `${limited.file} of ${limited.cgroup.directory} would not bind ` +
              `cgroups in ${home.directory}`,
          );
    }
  }
  return none(
    `no cgroup from ${cgroups[0]?.directory ?? ''} upwards can be written ` +
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
