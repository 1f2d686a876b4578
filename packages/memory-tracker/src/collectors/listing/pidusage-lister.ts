import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { errorCode, errorText } from '@nx-peak/host/procfs';
import type { ProcessRow } from '../process-row';
import type { ProcessTable } from './process-table';
import { startTimesByListing } from './start-order';
import type { ProcessLister, RssByPid } from './process-lister';

/**
 * How long pidusage remembers a process after it was last asked for it, in milliseconds.
 *
 * With each process it remembers an open file on Linux. It closes the file when the memory expires,
 * and ONLY then: `pidusage.clear()` forgets the file without closing it (a leak for good), and
 * `maxage: 0` makes it read the same process again and again for ever. So: no clear(), and a time
 * short enough to hold few files of dead processes, yet longer than any sample, because a file that
 * is closed under a running read could be another file by then.
 */
const HISTORY_MS = 15_000;

/**
 * Asks the system's own tools, through pidtree (all pids with their parents: one `ps`, on Windows
 * WMI) and pidusage (memory of the given pids). Works wherever they do, and costs one to three
 * processes a sample. Start times are numbers of listings, see `startTimesByListing`: pidtree knows no start
 * times, and those pidusage implies (`timestamp - elapsed`) are rounded to seconds by some systems
 * and move with the wall clock on all, so they identify nobody.
 *
 * Fork phantoms cannot be recognised here: no tool shows the flag. They are rare in these measurements: the
 * list of pids is some milliseconds older than the memory read for it.
 */
export class PidusageLister implements ProcessLister {
  readonly name = 'pidusage';
  #startTimes: ReadonlyMap<number, number> = new Map();
  #listings = 0;

  /** Rejects when the system cannot be listed (no `ps`, an unsupported platform, ...). */
  async list(): Promise<ProcessTable> {
    // Both libraries are loaded when first needed: who measures with procfs never pays for them.
    const { pidtree } = await import('pidtree');
    const listed = await pidtree(-1, { advanced: true });
    this.#listings++;
    if (!listed.some(({ pid }) => pid === process.pid)) {
      throw new Error('the list of processes does not hold this very process, so it is none');
    }
    const startTimes = startTimesByListing(
      this.#startTimes,
      listed.map(({ pid }) => pid),
      this.#listings,
    );
    this.#startTimes = startTimes;
    const table = new Map<number, ProcessRow>();
    for (const { pid, ppid } of listed) {
      table.set(pid, {
        pid,
        ppid,
        startTime: startTimes.get(pid) ?? this.#listings,
        preExec: false,
      });
    }
    return table;
  }

  /** Rejects when pidusage fails for another reason than that all processes are gone. */
  async weigh(pids: readonly number[]): Promise<RssByPid> {
    const rss = new Map<number, number>();
    if (pids.length === 0) {
      return rss;
    }
    for (const [pid, usage] of Object.entries(await usagesOf(pids))) {
      // Zombies read 0.
      if (usage && usage.memory > 0) {
        rss.set(Number(pid), usage.memory);
      }
    }
    return rss;
  }
}

/** What pidusage says, by pid; processes that are gone are null, undefined or absent. */
async function usagesOf(
  pids: readonly number[],
): Promise<Record<string, { memory: number } | null | undefined>> {
  const { default: pidusage } = await import('pidusage');
  try {
    return await pidusage([...pids], { maxage: HISTORY_MS, usePs: !procfileIsQuiet() });
  } catch (error) {
    if (noneIsAlive(error)) {
      return {};
    }
    throw error;
  }
}

/** pidusage rejects when none of the pids it was asked for is alive, which is no failure. */
function noneIsAlive(error: unknown): boolean {
  return (
    ['ENOENT', 'ESRCH'].includes(errorCode(error)) ||
    errorText(error).includes('No matching pid found')
  );
}

let quiet: boolean | undefined;

/**
 * May pidusage read /proc by itself on Linux? It asks `getconf` for the page size and /proc/uptime
 * for the time; where one is missing it warns on the console, in the middle of somebody's output,
 * and guesses 4 kB. Better it asks `ps` then. Irrelevant on other platforms: they ask `ps` anyway.
 */
function procfileIsQuiet(): boolean {
  quiet ??=
    process.platform !== 'linux' ||
    (isAccessible('/proc/uptime', constants.R_OK) &&
      (process.env['PATH'] ?? '')
        .split(delimiter)
        .some((folder) => isAccessible(join(folder, 'getconf'), constants.X_OK)));
  return quiet;
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
