import { readdirSync, readFileSync } from 'node:fs';
import type { PeakProcess } from '@nx-peak/run-record/recorder';

/** Of a task with more processes than this, none are listed: that would take too long. */
const MOST_READ = 200;

/**
 * The processes below some roots, these included, as they are now; undefined where that cannot be
 * told (another system than Linux) or there are too many.
 */
export function listProcesses(roots: Iterable<number>): PeakProcess[] | undefined {
  const waiting = [...roots];
  const found = new Map<number, PeakProcess>();
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const process = found.has(pid) ? undefined : describe(pid);
    if (process !== undefined) {
      found.set(pid, process);
      waiting.push(...childrenOf(pid));
    }
    if (found.size > MOST_READ) {
      return undefined;
    }
  }
  return found.size === 0 ? undefined : [...found.values()];
}

/** proc_pid_status(5); undefined for a process that is gone, or holds nothing any more. */
function describe(pid: number): PeakProcess | undefined {
  const status = readText(`/proc/${pid}/status`) ?? '';
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) {
    return undefined;
  }
  const name = /^Name:\t(.*)$/m.exec(status)?.[1];
  const ppid = /^PPid:\t(\d+)$/m.exec(status)?.[1];
  const command = readText(`/proc/${pid}/cmdline`)?.replace(/\0$/, '').replaceAll('\0', ' ');
  return {
    pid,
    ...(ppid !== undefined && { ppid: Number(ppid) }),
    ...(name !== undefined && { name }),
    ...(command !== undefined && command !== '' && { command }),
    memory: Number(kilobytes) * 1024,
  };
}

/** The kernel lists children by the thread that started them (Linux >= 3.5, CONFIG_PROC_CHILDREN). */
function childrenOf(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // gone meanwhile
  }
  return threads.flatMap((thread) =>
    (readText(`/proc/${pid}/task/${thread}/children`) ?? '')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // gone, or not Linux
  }
}
