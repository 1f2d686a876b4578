import { readdirSync, readFileSync } from 'node:fs';
import { pause } from './pause';

/**
 * The variable by which we know the processes we started: set it in the environment of everything that
 * is started, to a folder or another name. Children inherit it, so it still finds them after nx has put
 * them into sessions of their own or has died before them.
 */
export const OWNER = 'TESTKIT_OWNER';

export interface OwnedProcess {
  readonly pid: number;
  readonly command: string;
}

/** Living processes started for this owner, or for one inside it where it is a folder. */
export function ownedProcesses(owner: string): OwnedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => isWithin(ownerOf(name), owner))
    .map((name) => ({
      pid: Number(name),
      command: readProc(name, 'cmdline').split('\0').join(' ').trim(),
    }));
}

/**
 * Kills them, until none is left: one may start another meanwhile.
 *
 * @param spared the commands of this pattern stay
 * @throws Error when one is still alive after ten seconds
 */
export function killOwnedProcesses(owner: string, spared?: RegExp): void {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const all = ownedProcesses(owner);
    const processes = all.filter(({ command }) => spared?.test(command) !== true);
    if (processes.length === 0) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`Still alive after SIGKILL: ${JSON.stringify(processes)}`);
    }
    processes.forEach(({ pid }) => {
      kill(pid);
    });
    pause(20);
  }
}

const PATIENCE_MS = 10_000;

function isWithin(owner: string | undefined, outer: string): boolean {
  return owner === outer || owner?.startsWith(`${outer}/`) === true;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    ignore(error, 'ESRCH');
  }
}

function ownerOf(pid: string): string | undefined {
  const entries = readProc(pid, 'environ').split('\0');
  return entries.find((entry) => entry.startsWith(`${OWNER}=`))?.slice(OWNER.length + 1);
}

/** Empty for a process that is gone, is a zombie or is somebody else's. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    ignore(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM');
    return '';
  }
}

/** Knows an error by its code alone: inside jest, errors of node's own modules are no `instanceof Error`. */
function ignore(error: unknown, ...codes: string[]): void {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !codes.includes(code)) {
    throw error;
  }
}
