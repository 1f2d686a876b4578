import { NumberReader } from './number-reader';

/** What is needed of `/proc/PID/status`. To be reused from file to file. Memory in bytes. */
export interface Status {
  /** The process a thread belongs to; its own id for a process. */
  tgid: number;
  ppid: number;
  /** The largest resident set since the last exec(); 0 for who has no memory (zombies). */
  highWater: number;
  resident: number;
  /** The resident part that is private. NaN before Linux 4.5, which did not tell the three apart. */
  anonymous: number;
  /** The resident part that is pages of files. */
  file: number;
  /** The resident part that is shared memory: tmpfs, shm_open(), shared anonymous mappings. */
  shmem: number;
  /** Swapped out; NaN where the kernel knows no swap. */
  swap: number;
}

/** A `Status` to parse into. */
export const emptyStatus = (): Status => ({
  tgid: 0,
  ppid: 0,
  highWater: 0,
  resident: 0,
  anonymous: Number.NaN,
  file: Number.NaN,
  shmem: Number.NaN,
  swap: Number.NaN,
});

const NEWLINE = 0x0a;
const KB = 1024;
const [P, R, T, V] = [0x50, 0x52, 0x54, 0x56];
const keyBytes = (key: string): Uint8Array => Uint8Array.from(Buffer.from(`${key}:`, 'latin1'));
const TGID = keyBytes('Tgid');
const PPID = keyBytes('PPid');
const VM_HWM = keyBytes('VmHWM');
const VM_RSS = keyBytes('VmRSS');
const RSS_ANON = keyBytes('RssAnon');
const RSS_FILE = keyBytes('RssFile');
const RSS_SHMEM = keyBytes('RssShmem');
const VM_SWAP = keyBytes('VmSwap');

const reader = new NumberReader();

/**
 * Parses `/proc/PID/status` (proc_pid_status(5)); false when it is not of that form. A line ends
 * where a newline is: in the name of the process the kernel writes newlines as `\n`.
 */
export function parseStatus(bytes: Uint8Array, length: number, into: Status): boolean {
  into.tgid = into.ppid = Number.NaN;
  into.highWater = into.resident = 0;
  into.anonymous = into.file = into.shmem = into.swap = Number.NaN;
  let line = 0;
  while (line < length) {
    switch (bytes[line] ?? 0) {
      case T:
        into.tgid = valueOf(bytes, line, length, TGID, into.tgid);
        break;
      case P:
        into.ppid = valueOf(bytes, line, length, PPID, into.ppid);
        break;
      case V:
        into.highWater = kiloOf(bytes, line, length, VM_HWM, into.highWater);
        into.resident = kiloOf(bytes, line, length, VM_RSS, into.resident);
        into.swap = kiloOf(bytes, line, length, VM_SWAP, into.swap);
        break;
      case R:
        into.anonymous = kiloOf(bytes, line, length, RSS_ANON, into.anonymous);
        into.file = kiloOf(bytes, line, length, RSS_FILE, into.file);
        into.shmem = kiloOf(bytes, line, length, RSS_SHMEM, into.shmem);
        break;
      default:
        break;
    }
    if (!Number.isNaN(into.swap)) {
      break; // the last one of interest
    }
    while (line < length && bytes[line] !== NEWLINE) {
      line++;
    }
    line++;
  }
  return !Number.isNaN(into.tgid + into.ppid);
}

/** The number on a line with this key; `otherwise` when the line has another one. */
function valueOf(
  bytes: Uint8Array,
  line: number,
  end: number,
  key: Uint8Array,
  otherwise: number,
): number {
  for (let i = 1; i < key.length; i++) {
    if (bytes[line + i] !== key[i]) {
      return otherwise;
    }
  }
  return reader.over(bytes, line + key.length, end).next();
}

function kiloOf(
  bytes: Uint8Array,
  line: number,
  end: number,
  key: Uint8Array,
  otherwise: number,
): number {
  const kilobytes = valueOf(bytes, line, end, key, Number.NaN);
  return Number.isNaN(kilobytes) ? otherwise : kilobytes * KB;
}
