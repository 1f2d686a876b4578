import { readText, type ReadText } from '../read-text';
import { isInRange } from './pid-range';

/** The process is on its way out: `include/linux/sched.h`. */
const PF_EXITING = 0x4;

/**
 * Whether a process is ending or gone. Until its parent has waited for it, version 1 of cgroups
 * names `/` as its cgroup (`proc_cgroup_show` in `kernel/cgroup/cgroup.c`).
 */
export function isExiting(pid: number, read: ReadText = readText): boolean {
  const [, , , , , , flags] = statFields(pid, read); // field 9 of proc_pid_stat(5)
  return flags === undefined || (Number(flags) & PF_EXITING) !== 0;
}

/**
 * Whether a process of this pid can have been started since that of `firstPid` was. The kernel
 * hands pids out in turn and begins anew after the largest, so this is a matter of the last one.
 * Everything above `firstPid` can, where the system does not tell the last one.
 */
export function canHaveStartedSince(
  firstPid: number,
  pid: number,
  read: ReadText = readText,
): boolean {
  return isInRange({ after: firstPid - 1, upTo: readLastPid(read) ?? Infinity }, pid);
}

/** The last pid that the kernel handed out (proc_loadavg(5)); undefined where it does not tell. */
export function readLastPid(read: ReadText): number | undefined {
  const last = /(\d+)\s*$/.exec(read('/proc/loadavg') ?? '')?.[1];
  return last === undefined ? undefined : Number(last);
}

/** The fields of `/proc/PID/stat` from the third on, the state; none when the process is gone. */
export function statFields(pid: number, read: ReadText): readonly string[] {
  const stat = read(`/proc/${pid}/stat`);
  // The name before them may hold anything, parentheses included.
  return stat === undefined ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
