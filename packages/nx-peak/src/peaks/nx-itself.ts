import { NxDaemon, serverProcessFile } from './nx-daemon';

/**
 * The parts of nx itself, by the names of Nx's own collector: the nx process, what it started that is
 * no task (plugin workers), the daemon, and what that started.
 */
export const NX_GROUPS = [
  'MainCLI',
  'MainCliSubprocesses',
  'Daemon',
  'DaemonSubprocesses',
] as const;

export type NxGroup = (typeof NX_GROUPS)[number];

/** A process to track for a part of nx: what `MemoryTracker.startTracking` is to be told. */
export interface NxRoot {
  readonly id: NxGroup;
  readonly pid: number;
  readonly members: 'process' | 'unclaimed-descendants';
}

export interface NxItselfOptions {
  readonly workspaceRoot: string;
  /** The environment of nx: NX_DAEMON and where Nx keeps its data. */
  readonly env: NodeJS.ProcessEnv;
  /** The nx process; this one by default. */
  readonly pid?: number;
  /** Where the daemon leaves its pid, if Nx itself was asked. */
  readonly serverProcessFile?: string;
}

/**
 * How long to wait before the daemon is searched for again (ms). One that starts during a run counts as a subprocess of the nx
 * that started it until it is found, so the sum is right all the time.
 */
const SEARCH_AGAIN_MS = 2000;

/**
 * Which processes are nx itself. It starts no process, listens to nothing and has no timer: whoever
 * has the tracker asks now and then, which costs one stat() each two seconds.
 */
export class NxItself {
  readonly #pid: number;
  readonly #daemon: NxDaemon | undefined;
  #isFirst = true;
  #searchAt = -Infinity;

  constructor({ workspaceRoot, env, pid = process.pid, ...options }: NxItselfOptions) {
    this.#pid = pid;
    // Then nx asks no daemon, also when an earlier command left one running.
    this.#daemon =
      env['NX_DAEMON'] === 'false'
        ? undefined
        : new NxDaemon(
            workspaceRoot,
            options.serverProcessFile ?? serverProcessFile(workspaceRoot, env),
          );
  }

  /**
   * What is to be tracked from now on and was not before. A daemon that was started anew gives further
   * roots of the same ids.
   *
   * @param now milliseconds of a clock that never goes back
   */
  newRoots(now = performance.now()): readonly NxRoot[] {
    const roots = this.#isFirst ? rootsOf(this.#pid, 'MainCLI', 'MainCliSubprocesses') : [];
    this.#isFirst = false;
    if (this.#daemon === undefined || now < this.#searchAt) {
      return roots;
    }
    this.#searchAt = now + SEARCH_AGAIN_MS;
    const daemon = this.#daemon.findNew();
    return daemon === undefined
      ? roots
      : [...roots, ...rootsOf(daemon, 'Daemon', 'DaemonSubprocesses')];
  }
}

/** Whether an id of the tracker is a part of nx: ids of tasks have a colon. */
export function isNxGroup(id: string): id is NxGroup {
  return (NX_GROUPS as readonly string[]).includes(id);
}

function rootsOf(pid: number, own: NxGroup, subprocesses: NxGroup): NxRoot[] {
  return [
    { id: own, pid, members: 'process' },
    { id: subprocesses, pid, members: 'unclaimed-descendants' },
  ];
}
