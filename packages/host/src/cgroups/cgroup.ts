import { posix } from 'node:path';
import { parseMountinfo, type CgroupMount } from './parse-mountinfo';
import { parseProcCgroup } from './parse-proc-cgroup';
import { readText, type ReadText } from '../read-text';

/** A memory cgroup whose files can be read. */
export interface Cgroup {
  readonly version: 1 | 2;
  /** As the kernel names it to us, e.g. `/kubepods/pod1/abc`; `/` at the root of what is seen. */
  readonly path: string;
  /** The folder with its files. */
  readonly directory: string;
}

/**
 * The memory cgroups that bound a process, its own first and then each parent up to the mount
 * point; above that, a container sees nothing. Empty where there are none to be seen: no Linux, no
 * mounted hierarchy, a process that is gone or outside of our cgroup namespace.
 */
export function cgroupsOf(pid: number | 'self' = 'self', read: ReadText = readText): Cgroup[] {
  const cgroup = read(`/proc/${pid}/cgroup`);
  const mountinfo = read('/proc/self/mountinfo');
  if (cgroup === undefined || mountinfo === undefined) {
    return [];
  }
  const cgroups = parseProcCgroup(cgroup);
  // The memory controller is in one hierarchy at a time. Where both versions are mounted and
  // version 1 names it, version 2 is there for systemd alone.
  const version = cgroups.memoryV1 === undefined ? 2 : 1;
  const path = cgroups.memoryV1 ?? cgroups.v2;
  const mounts = parseMountinfo(mountinfo).filter((mount) => mount.version === version);
  return path === undefined ? [] : cgroupsFrom(path, mounts);
}

function cgroupsFrom(path: string, mounts: readonly CgroupMount[]): Cgroup[] {
  // The mount with the shortest root shows the most parents.
  const [mount] = mounts
    .filter(({ root }) => isWithin(path, root))
    .sort((one, other) => one.root.length - other.root.length);
  if (mount !== undefined) {
    return levels(path, mount);
  }
  // A container with a mount of its own, but with the host's names in /proc: what is mounted is
  // its own cgroup. OpenJDK and libuv decide likewise. A cgroup outside of our namespace is not.
  const [only] = mounts;
  return only === undefined || path.startsWith('/..') || only.root.startsWith('/..')
    ? []
    : [{ version: only.version, path, directory: only.mountPoint }];
}

/** From the cgroup at `path` up to the one that is mounted. */
function levels(path: string, { version, root, mountPoint }: CgroupMount): Cgroup[] {
  const below = posix.relative(root, path).split('/').filter(Boolean);
  return Array.from({ length: below.length + 1 }, (_, up) => {
    const names = below.slice(0, below.length - up);
    return {
      version,
      path: posix.join(root, ...names),
      directory: posix.join(mountPoint, ...names),
    };
  });
}

function isWithin(path: string, root: string): boolean {
  return !path.startsWith('/..') && (root === '/' || `${path}/`.startsWith(`${root}/`));
}
