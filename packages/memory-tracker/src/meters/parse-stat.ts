/** What is needed of `/proc/PID/stat`. */
export interface Stat {
  readonly pid: number;
  readonly ppid: number;
  /** PF_* of the kernel's `include/linux/sched.h`. */
  readonly flags: number;
  /** Since boot, in clock ticks. */
  readonly startTicks: number;
}

/** "Forked but didn't exec": set by fork(), cleared by exec() once the new memory is in place. */
export const PF_FORKNOEXEC = 0x40;

/**
 * Parses `/proc/PID/stat` (proc_pid_stat(5)); undefined when it is not of that form.
 *
 * The second field, the name in parentheses, is whatever the process chose: it may hold spaces,
 * parentheses and newlines. Only the LAST `)` is certain to be its end.
 */
export function parseStat(text: string): Stat | undefined {
  const nameEnd = text.lastIndexOf(') ');
  if (nameEnd === -1) {
    return undefined;
  }
  // Counted from the third field of the manual page: state ppid ... flags (9th) ... starttime (22nd).
  const fields = text.slice(nameEnd + 2).split(' ', 20);
  const stat = {
    pid: Number.parseInt(text, 10),
    ppid: Number(fields[1]),
    flags: Number(fields[6]),
    startTicks: Number(fields[19]),
  };
  return Object.values(stat).every(Number.isSafeInteger) ? stat : undefined;
}
