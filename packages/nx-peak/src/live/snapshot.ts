import type { Headroom, HostMemory, MemoryLimit } from '@nx-peak/host';
import type { RunRecord } from '@nx-peak/run-record/recorder';

/** A run that goes on, as it is at one moment. What a live socket answers. Sizes are bytes. */
export interface Snapshot {
  /** Of this shape: another one gets another number. */
  readonly version: 1;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly run: {
    readonly id: string;
    readonly pid: number;
    /** Secrets masked. */
    readonly command: string;
    /** Milliseconds since the epoch. */
    readonly startedAt: number;
  };
  /** The tasks that run, the one that holds most first. */
  readonly tasks: readonly LiveTask[];
  /** How many tasks have ended, those from a cache included. */
  readonly ended: number;
  readonly machine: LiveMachine;
}

export interface LiveTask {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  /** At the last look; absent when there was none, or nothing is left. */
  readonly current?: number;
  readonly peak?: number;
  /** The most processes it had at once. */
  readonly maxProcesses?: number;
}

export interface LiveMachine {
  readonly memory: number;
  readonly available?: number;
  /** What the container or cgroup allows, and what it holds of it. */
  readonly limit?: number;
  readonly usage?: number;
  /** How much more can be held before something has to give. */
  readonly headroom?: number;
}

/** What is measured of a task that runs. */
export interface Measured {
  readonly current: number | undefined;
  readonly peak: number | undefined;
  readonly maxProcesses: number | undefined;
}

/** Puts a snapshot together. */
export function makeSnapshot(
  record: RunRecord,
  at: number,
  measured: (taskId: string) => Measured,
  machine: LiveMachine,
): Snapshot {
  const { id, command, startedAt, process } = record;
  const running = record.tasks.filter(({ outcome }) => outcome.kind === 'running');
  return {
    version: 1,
    at,
    run: { id, pid: process.pid, command, startedAt },
    tasks: running
      .map((task) => ({
        id: task.id,
        ...(task.startedAt !== undefined && { startedAt: task.startedAt }),
        ...known({ ...measured(task.id) }),
      }))
      .sort((one, other) => (other.current ?? 0) - (one.current ?? 0)),
    ended: record.tasks.length - running.length,
    machine,
  };
}

/** The machine, as the tracker reads it. */
export function liveMachine(
  host: HostMemory,
  limit: MemoryLimit | undefined,
  room: Headroom | undefined,
): LiveMachine {
  return {
    memory: host.total,
    ...known({
      available: host.available,
      limit: limit?.bytes,
      usage: limit?.usage,
      headroom: room?.bytes,
    }),
  };
}

/** Without what is not known. */
function known<Key extends string>(
  values: Readonly<Record<Key, number | undefined>>,
): Partial<Record<Key, number>> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Key, number>>;
}
