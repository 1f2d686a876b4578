import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with its pid. */
export interface RunProcess {
  readonly pid: number;
  /** Field 22 of `/proc/PID/stat` (proc(5)): clock ticks since boot. Absent where there is no /proc. */
  readonly startTicks?: string;
}

/** This process as a record names it. */
export function thisProcess(): RunProcess {
  const startTicks = startTicksOf(process.pid);
  return { pid: process.pid, ...(startTicks !== undefined && { startTicks }) };
}

/** Whether that very process still runs on this machine, and not a later one with its pid. */
export function isAlive({ pid, startTicks }: RunProcess): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'; // it runs, as somebody else
  }
  const now = startTicksOf(pid);
  return startTicks === undefined || now === undefined || startTicks === now;
}

/** Field 22 of `/proc/PID/stat` (proc(5)); undefined where there is no such file. */
function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold spaces and parentheses itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // another platform, or the process is gone
  }
}
