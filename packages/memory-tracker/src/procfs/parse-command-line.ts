/** What is beyond is left out. */
const MOST_BYTES = 4096;

/**
 * `/proc/PID/cmdline` (proc_pid_cmdline(5)) as one line; undefined for who has none, as a zombie. Of
 * a longer one the last word goes, too: half a secret cannot be recognised as one.
 */
export function parseCommandLine(bytes: Buffer, length: number): string | undefined {
  let end = Math.min(length, MOST_BYTES);
  while (end > 0 && bytes[end - 1] === 0) {
    end--;
  }
  if (end === 0) {
    return undefined;
  }
  const line = bytes.toString('utf8', 0, end).replaceAll('\0', ' ');
  return end === MOST_BYTES && length > MOST_BYTES ? line.replace(/(\s)\S*$/, '$1…') : line;
}
