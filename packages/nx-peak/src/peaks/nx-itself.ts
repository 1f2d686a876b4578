import type { NxGroupType } from '@nx-peak/run-record/recorder';
import { serverProcessFile } from '../nx/daemon-files';
import { NxDaemon } from './nx-daemon';

/** A process to track for a part of nx: what `MemoryTracker.startTracking` is to be told. */
export interface NxRoot {
  readonly id: NxGroupType;
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

function rootsOf(pid: number, own: NxGroupType, subprocesses: NxGroupType): NxRoot[] {
  return [
    { id: own, pid, members: 'process' },
    { id: subprocesses, pid, members: 'unclaimed-descendants' },
  ];
}
