/** A place where a hierarchy that can hold memory cgroups is mounted. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** The cgroup that is seen at the mount point, as a path below the root of the hierarchy. */
  readonly root: string;
  readonly mountPoint: string;
}

/**
 * The mounts of version 2, and those of version 1 with the memory controller, of
 * `/proc/PID/mountinfo` (proc_pid_mountinfo(5)): after five fixed fields and the options come any
 * number of optional fields up to a lone `-`, then file system, source and its own options.
 */
export function parseMountinfo(text: string): CgroupMount[] {
  return text.split('\n').flatMap((line): CgroupMount[] => {
    const fields = line.split(' ');
    const [, , , root, mountPoint] = fields;
    const separator = fields.indexOf('-', 6);
    if (separator < 0 || root === undefined || mountPoint === undefined) {
      return [];
    }
    const [fileSystem, , options = ''] = fields.slice(separator + 1);
    const mount = { root: unescaped(root), mountPoint: unescaped(mountPoint) };
    if (fileSystem === 'cgroup2') {
      return [{ version: 2, ...mount }];
    }
    return fileSystem === 'cgroup' && options.split(',').includes('memory')
      ? [{ version: 1, ...mount }]
      : [];
  });
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
