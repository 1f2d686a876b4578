import { now } from '../clock';
import { NumberReader } from './number-reader';
import { GONE, ProcFiles } from './proc-files';

const PSS = Buffer.from('Pss:');
const KB = 1024;

const reader = new NumberReader();

/** The proportional set size in `/proc/PID/smaps_rollup`, in bytes; undefined when it is not there. */
export function parsePss(bytes: Buffer, length: number): number | undefined {
  const at = bytes.subarray(0, length).indexOf(PSS);
  const kilobytes = at < 0 ? Number.NaN : reader.over(bytes, at + PSS.length, length).next();
  return Number.isNaN(kilobytes) ? undefined : kilobytes * KB;
}

/** What was read of some processes. */
export interface PssReading {
  /** The sum in bytes of those that were read. */
  readonly bytes: number;
  readonly read: number;
  /** Left out: gone, not ours to read, or the budget was used up. */
  readonly leftOut: number;
}

/**
 * The proportional set size of processes (Linux): every page by the number of processes that share
 * it, so sums count each page once. The best single figure of what processes need together.
 *
 * Not for every look: the kernel walks all pages of a process for it, 0.02 ms for a small one and
 * up to 80 ms for 1 GB, and holds the lock of its address space meanwhile, so that the process
 * itself may have to wait when it allocates.
 *
 * @param budgetMs no further process is read once this much time has passed
 */
export function readPss(
  pids: readonly number[],
  budgetMs: number,
  files = new ProcFiles(),
): PssReading {
  const until = now() + budgetMs;
  let bytes = 0;
  let read = 0;
  for (const pid of pids) {
    if (now() >= until) {
      break;
    }
    const length = files.readIfThere(`${pid}/smaps_rollup`);
    const pss = length === GONE ? undefined : parsePss(files.buffer, length);
    if (pss !== undefined) {
      bytes += pss;
      read++;
    }
  }
  return { bytes, read, leftOut: pids.length - read };
}
