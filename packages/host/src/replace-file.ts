import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Files that may be read by their owner alone. */
const PRIVATE_MODE = 0o600;

/**
 * Replaces a file as a whole, so that whoever reads it sees the old or the new one. The old file is
 * never written to: other links to it keep what they have. Processes that replace the same file do not
 * disturb each other.
 *
 * @param mode of the new file, whatever the umask; by default it is its owner's alone
 * @throws the file system's error; the file is then as it was
 */
export function replaceFile(
  file: string,
  text: string,
  { mode = PRIVATE_MODE }: { readonly mode?: number } = {},
): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode });
    chmodSync(temporary, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
