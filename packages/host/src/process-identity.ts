import { errorCode } from './error-text';
import { statFields } from './procfs/process-state';
import { readText, type ReadText } from './read-text';

/** A process, told apart from a later one with its pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat` (proc(5)): clock ticks since boot. Absent where there is no /proc. */
  readonly startTicks?: string;
}

/** This process as a record names it. */
export function thisProcess(): ProcessIdentity {
  const startTicks = startTime(process.pid);
  return { pid: process.pid, ...(startTicks !== undefined && { startTicks: String(startTicks) }) };
}

/**
 * When a process was started, in clock ticks since boot.
 *
 * @param read where the files come from; another than the system is for tests
 * @returns undefined when it is gone, or there is no /proc
 */
export function startTime(pid: number, read: ReadText = readText): number | undefined {
  return startTicksIn(statFields(pid, read));
}

/**
 * Whether a process still runs on this machine: that very one where its start time is known, not a
 * later one with its pid. A zombie has ended. Somebody else's process runs, too.
 */
export function isAlive(process: number | ProcessIdentity, read: ReadText = readText): boolean {
  const { pid, startTicks }: ProcessIdentity =
    typeof process === 'number' ? { pid: process } : process;
  if (!Number.isSafeInteger(pid) || pid <= 0 || !canBeSignalled(pid)) {
    return false;
  }
  // None where there is no /proc, or none for us: then the signal has the last word.
  const fields = statFields(pid, read);
  const [state] = fields;
  const now = startTicksIn(fields);
  return (
    state !== 'Z' &&
    state !== 'X' &&
    (startTicks === undefined || now === undefined || startTicks === String(now))
  );
}

function canBeSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it runs, as somebody else
  }
}

/** Field 22. */
function startTicksIn(fields: readonly string[]): number | undefined {
  const ticks = fields[19];
  return ticks === undefined ? undefined : Number(ticks);
}
