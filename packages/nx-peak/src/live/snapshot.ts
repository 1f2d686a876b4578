import type { Headroom, HostMemory, MemoryLimit } from '@nx-peak/host';
import { NX_GROUP_TYPES, type RunRecord } from '@nx-peak/run-record/recorder';

export const SNAPSHOT_VERSION = 2;

/** A run in progress at one moment: what a live socket answers. Sizes are bytes. */
export interface Snapshot {
  /** The version of this shape. Another shape gets another number. */
  readonly version: typeof SNAPSHOT_VERSION;
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
  /** The running tasks, the largest first. */
  readonly tasks: readonly LiveTask[];
  /** How many tasks have ended, those from a cache included. */
  readonly ended: number;
  /** The nx process, its plugin workers, its daemon and what that started, together; absent when not measured. */
  readonly nx?: LiveNx;
  /** The moment until now at which the tasks and nx together used most. */
  readonly peak?: LivePeak;
  readonly machine: LiveMachine;
}

export interface LiveTask {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  /** At the last sample; absent when there was none, or nothing is left. */
  readonly current?: number;
  readonly peak?: number;
  /** The most processes it had at once. */
  readonly maxProcesses?: number;
}

/** What nx itself uses, apart from its tasks. */
export interface LiveNx {
  /** At the last samples of its parts; absent when none of them was sampled yet. */
  readonly current?: number;
  /** The most that its parts used at one moment. */
  readonly peak?: number;
}

/** The run's peak so far. */
export interface LivePeak {
  readonly rss: number;
  readonly tasksRss: number;
  /** Absent when nx itself was not measured. */
  readonly nxRss?: number;
}

export interface LiveMachine {
  readonly memory: number;
  readonly available?: number;
  /** What the container or cgroup allows. */
  readonly limit?: number;
  /** What the container or cgroup uses of its limit. */
  readonly usage?: number;
  /** How much more can be used before memory runs out. */
  readonly headroom?: number;
}

/** What is measured of a running task, or of a part of nx. */
export interface Measured {
  readonly current: number | undefined;
  readonly peak: number | undefined;
  readonly maxProcesses: number | undefined;
}

/**
 * Puts a snapshot together.
 *
 * @param measured what the tracker has of an id: of a task, or of a part of nx
 */
export function makeSnapshot(
  record: RunRecord,
  at: number,
  measured: (id: string) => Measured,
  machine: LiveMachine,
): Snapshot {
  const { id, command, startedAt, process } = record;
  const running = record.tasks.filter(({ outcome }) => outcome.kind === 'running');
  return {
    version: SNAPSHOT_VERSION,
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
    ...partsOf(record, measured),
    machine,
  };
}

/** What is known of nx itself, and of the run's peak until now. */
function partsOf(
  { nxItself, peak }: RunRecord,
  measured: (id: string) => Measured,
): Pick<Snapshot, 'nx' | 'peak'> {
  const sizes = NX_GROUP_TYPES.flatMap((groupType) => measured(groupType).current ?? []);
  const current = sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size);
  const nx: LiveNx = known({ current, peak: nxItself?.peakRss });
  return {
    ...(Object.keys(nx).length > 0 && { nx }),
    ...(peak !== undefined && {
      peak: { rss: peak.rss, tasksRss: peak.tasksRss, ...known({ nxRss: peak.nxRss }) },
    }),
  };
}

/** The machine, as it is read from the system. */
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
