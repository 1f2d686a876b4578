/** What the name of a child cgroup says of the process that made it. */
export interface CgroupMaker {
  /** The pid namespace in which `pid` means something: the inode of `/proc/self/ns/pid`. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When it was started, in clock ticks since boot, so that a pid given anew is another process. */
  readonly startTicks: number;
}

/**
 * A name that nobody else gives to a cgroup, and by which a later run knows whose it was.
 *
 * @param prefix what all names of one program begin with
 */
export function childCgroupName(
  prefix: string,
  { pidNamespace, pid, startTicks }: CgroupMaker,
  number: number,
): string {
  return `${prefix}${pidNamespace}-${pid}-${startTicks}-${number}`;
}

/** Who made the cgroup of this name; undefined when it does not begin with the prefix. */
export function makerOfChildCgroup(prefix: string, name: string): CgroupMaker | undefined {
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  const [, pidNamespace, pid, startTicks] = /^(\d+)-(\d+)-(\d+)-\d+$/.exec(rest) ?? [];
  return pidNamespace === undefined
    ? undefined
    : { pidNamespace, pid: Number(pid), startTicks: Number(startTicks) };
}
