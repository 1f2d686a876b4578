/** What is beyond is left out. */
const MOST_BYTES = 4096;

/**
 * The arguments in `/proc/PID/cmdline` (proc_pid_cmdline(5)), the program first; undefined for who
 * has none, as a zombie. They are kept apart: what is a secret ends where its argument does. Of a
 * longer line the last argument goes, too: half a secret cannot be recognised as one.
 */
export function parseCommandLine(bytes: Buffer, length: number): string[] | undefined {
  let end = Math.min(length, MOST_BYTES);
  while (end > 0 && bytes[end - 1] === 0) {
    end--;
  }
  if (end === 0) {
    return undefined;
  }
  const words = bytes.toString('utf8', 0, end).split('\0');
  if (end === MOST_BYTES && length > MOST_BYTES) {
    words.splice(-1, 1, '…');
  }
  return words;
}
