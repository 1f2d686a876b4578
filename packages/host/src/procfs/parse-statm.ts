import { NumberReader } from './number-reader';

/** What is needed of `/proc/PID/statm`, in pages. To be reused from file to file. */
export interface Statm {
  resident: number;
  /** The resident pages of files and shared memory (RssFile + RssShmem). */
  shared: number;
}

const reader = new NumberReader();

/**
 * Parses `/proc/PID/statm` (proc_pid_statm(5)): its second and third field. False when it is not of
 * that form.
 *
 * Not the rss of `/proc/PID/stat`: that one omits what each processor has not yet added up, up to
 * some hundred kB per process, while statm is exact.
 */
export function parseStatm(bytes: Uint8Array, length: number, into: Statm): boolean {
  reader.over(bytes, 0, length).next();
  into.resident = reader.next();
  into.shared = reader.next();
  return !Number.isNaN(into.resident) && !Number.isNaN(into.shared);
}
