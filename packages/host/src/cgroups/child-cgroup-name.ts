/** What the name of a child group tells of the process that made it. */
export interface CgroupMaker {
  /** The pid namespace in which `pid` means something: the inode of `/proc/self/ns/pid`. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When it was born, in clock ticks since boot, so that a pid given anew is somebody else. */
  readonly startTicks: number;
}

/** A name that nobody else gives to a group, and by which a later run knows whose it was. */
export function childCgroupName(
  { pidNamespace, pid, startTicks }: CgroupMaker,
  number: number,
): string {
  return `nx-peak-task-${pidNamespace}-${pid}-${startTicks}-${number}`;
}

/** Who made the group of this name; undefined when it is none of ours. */
export function makerOfChildCgroup(name: string): CgroupMaker | undefined {
  const [, pidNamespace, pid, startTicks] = /^nx-peak-task-(\d+)-(\d+)-(\d+)-\d+$/.exec(name) ?? [];
  return pidNamespace === undefined
    ? undefined
    : { pidNamespace, pid: Number(pid), startTicks: Number(startTicks) };
}
