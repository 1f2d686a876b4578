import type { ChildCgroups } from '@nx-peak/host';
import { COLLECTOR_NAMES, type CollectorName } from './collectors/collector-names';
import type { CustomCollector } from './collectors/external/external-collector';
import type { ListerFactory } from './collectors/listing/create-lister';
import type { Members } from './collectors/members';
import { MIN_INTERVAL_MS } from './sampler/sampling-share';
import type { TrackerNotice } from './tracker-notice';

/** The interval of a tracker that is not given one, in milliseconds. */
export const DEFAULT_INTERVAL_MS = 500;

/** What a MemoryTracker measures, and whom it tells. */
export interface MemoryTrackerOptions {
  /**
   * The longest time between two samples, in milliseconds: 10 or more, by default 500. Where a sample
   * is nearly free, samples are taken about every 100 ms, and sooner while memory grows.
   */
  intervalMs?: number;
  /** The collector to prefer, by default the best of the platform: see `collectorChain`. */
  collector?: CollectorName;
  /** A collector beside the usual ones. It measures on the main thread. */
  customCollector?: CustomCollector | undefined;
  /**
   * Cgroups in which processes are placed as they are started, by id: where an id has one, its peak is
   * that of the cgroup. Asked for a peak when a measurement is asked for, and told of ids that stop.
   */
  cgroups?: Pick<ChildCgroups, 'peakOf' | 'release'> | undefined;
  /** Called once per event. What it throws does not reach the tracker, see `TrackerStatus`. */
  onNotice?: (notice: TrackerNotice) => void;
  /**
   * Called with every sample: the bytes that all processes of an id held together, and when that was,
   * in milliseconds since the epoch. Samples of the sampling thread come late, in order, when the
   * tracker is asked for anything or after a second. What it throws does not reach the tracker.
   */
  onSample?: (id: string, bytes: number, at: number) => void;
  /**
   * Keeps which processes there were at each peak, for `processesAtPeak`; by default it does not.
   * Costs nothing while memory is steady, and about 15 µs a process when a peak has grown by 3 %.
   */
  listProcesses?: boolean;
}

/** How a process is to be tracked. */
export interface TrackingOptions {
  /**
   * Environment variables that no process but this one and its descendants has. A descendant that was
   * never seen together with its parents, as a daemon that forked twice, is recognised by them;
   * without them it is not found. For whole trees alone.
   */
  environment?: Readonly<Record<string, string>>;
  /** Whom the id counts, by default the process and all its descendants. One kind for each id. */
  members?: Members;
}

/** Other parts than the usual ones, for tests. */
export interface TrackerParts {
  /** Makes the collectors by name. They measure on the main thread. */
  createLister?: ListerFactory;
  /** The entry of the sampling thread; undefined: there is none, and the main thread samples. */
  workerFile?: string | undefined;
}

/** @throws RangeError for an interval that is not finite or below 10 ms, naming it */
export function assertInterval(intervalMs: number): void {
  if (!Number.isFinite(intervalMs) || intervalMs < MIN_INTERVAL_MS) {
    throw new RangeError(
      `intervalMs must be finite and at least ${MIN_INTERVAL_MS}, got ${String(intervalMs)}: ` +
        'sampling more often would cost more of the machine than it tells about it',
    );
  }
}

/** @throws RangeError for a collector that there is not, naming it and all there are */
export function assertCollector(
  collector: CollectorName | undefined,
  custom: CustomCollector | undefined,
): void {
  const names = [...COLLECTOR_NAMES, ...(custom === undefined ? [] : [custom.name])];
  if (collector !== undefined && !names.includes(collector)) {
    throw new RangeError(`collector must be one of ${names.join(', ')}, got ${collector}`);
  }
}

/** @throws RangeError for what is no positive integer, naming it */
export function assertPid(pid: number): void {
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    throw new RangeError(`A pid is a positive integer, got ${String(pid)}`);
  }
}
