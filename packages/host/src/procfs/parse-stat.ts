import { NumberReader } from './number-reader';

/** What is needed of `/proc/PID/stat`. To be reused from file to file. */
export interface Stat {
  pid: number;
  ppid: number;
  /** PF_* of the kernel's `include/linux/sched.h`. */
  flags: number;
  /** utime + stime of all its threads, in clock ticks. */
  ownTicks: number;
  /** cutime + cstime: the same of all children it has waited for, and of those they waited for. */
  childTicks: number;
  /** Since boot, in clock ticks. */
  startTicks: number;
}

/** A `Stat` to parse into. */
export const emptyStat = (): Stat => ({
  pid: 0,
  ppid: 0,
  flags: 0,
  ownTicks: 0,
  childTicks: 0,
  startTicks: 0,
});

/** "Forked but didn't exec": set by fork(), cleared by exec() once the new memory is in place. */
export const PF_FORKNOEXEC = 0x40;

const CLOSING = 0x29;
const SPACE = 0x20;

const reader = new NumberReader();

/**
 * Parses `/proc/PID/stat` (proc_pid_stat(5)); false when it is not of that form.
 *
 * The second field, the name in parentheses, is whatever the process chose: it may hold spaces,
 * parentheses and newlines. Only the LAST `)` is certain to be its end.
 */
export function parseStat(bytes: Uint8Array, length: number, into: Stat): boolean {
  let nameEnd = length - 2;
  while (nameEnd >= 0 && !(bytes[nameEnd] === CLOSING && bytes[nameEnd + 1] === SPACE)) {
    nameEnd--;
  }
  if (nameEnd < 0) {
    return false;
  }
  into.pid = reader.over(bytes, 0, length).next();
  // The third field of the manual page, the state, is a letter.
  reader.over(bytes, nameEnd + 2, length).skip(1);
  into.ppid = reader.next();
  reader.skip(5);
  into.flags = reader.next(); // the 9th
  reader.skip(5);
  into.ownTicks = reader.next() + reader.next(); // the 14th and 15th
  into.childTicks = reader.next() + reader.next();
  reader.skip(5);
  into.startTicks = reader.next(); // the 22nd
  return !Number.isNaN(
    into.pid + into.ppid + into.flags + into.ownTicks + into.childTicks + into.startTicks,
  );
}
