import type { ProcessRow } from './process-row';

/**
 * How long a forked process may be on its way to exec(). Such windows last 1-7 ms, 90 ms at worst;
 * who is older than this is no phantom but runs on as a fork (Python's multiprocessing).
 */
export const PHANTOM_MAX_AGE_MS = 150;

/**
 * Is this a fork phantom: a process between fork() and exec()?
 *
 * Until exec() it shows the pages of its parent as its own (copy on write, or the very same memory
 * after vfork()), so counting it would count the parent twice: a 500 MB Node.js that starts
 * `/bin/true` would read 1 GB.
 *
 * @param firstSeenAt when the process was first seen, in milliseconds of the same clock as `now`.
 */
export function isForkPhantom(row: ProcessRow, firstSeenAt: number, now: number): boolean {
  return row.preExec && now - firstSeenAt <= PHANTOM_MAX_AGE_MS;
}
