import type { ChildCgroupPeak } from '@nx-peak/host';
import { COLLECTOR_NAMES, type CollectorName } from '../collectors/collector-names';
import type { PeakState } from './peak-state';

/**
 * How a measurement was got. `rss`: the largest sum of resident sets in one sample. `rss+hwm`: in that
 * sum, processes count with the kernel's high-water mark when it grew between two samples. `cgroup`:
 * the most that a cgroup of their own was charged with, page cache left out.
 */
export type PeakMethod = 'rss' | 'rss+hwm' | 'cgroup';

/**
 * Why a peak may be lower than what there was.
 *
 * - `one-sample`: it was seen once only.
 * - `sampled-late`: it was first seen some time after it had been started.
 * - `grew-until-end`: it was still growing in the last sample.
 * - `joined-late`: a process took memory before it was placed in the cgroup.
 */
export type PeakCaveat = 'one-sample' | 'sampled-late' | 'grew-until-end' | 'joined-late';

/** What an id took at its peak, how that was measured, and why it may be low. */
export interface PeakMeasurement {
  /** Bytes, always above 0: without a sample there is no measurement. */
  readonly peakRss: number;
  /**
   * Bytes: private and shared memory of all processes together with the file pages of each
   * executable once, at its own largest. Undefined when the collector cannot tell them apart.
   */
  readonly peakUnique: number | undefined;
  /** Bytes, where a cgroup of its own was there to tell. */
  readonly peakCgroup?: { readonly total: number; readonly nonCache: number | undefined };
  /** How many samples found something to count. */
  readonly samples: number;
  readonly method: PeakMethod;
  /** The collector that saw the peak. */
  readonly collector: CollectorName;
  readonly caveats: readonly PeakCaveat[];
  /** User and system time, children waited for included; undefined when it was never read. */
  readonly cpuSeconds: number | undefined;
  /** `cpuSeconds` by the seconds it was tracked: 1.0 is one processor all the time. */
  readonly cpuRatio: number | undefined;
  /** Bytes swapped out, at their most; undefined where that is not to be had. */
  readonly swapPeak: number | undefined;
  /** The most processes that were counted in one sample. */
  readonly maxProcesses: number;
}

/** A first sample that comes later than this after the start may have missed something. (ms) */
const LATE_MS = 250;

/** Growth that may have gone on unseen is worth telling when it is this part of the peak. */
const REPORTED_GROWTH = 0.03;

/**
 * The measurement of what was measured; undefined without a sample.
 *
 * @param at the end of the measuring, or the moment at which it is asked: milliseconds of `clock.ts`
 * @param additional the name of the collector that is not among the usual ones
 */
export function peakMeasurement(
  state: PeakState,
  at: number,
  additional?: string,
): PeakMeasurement | undefined {
  if (state.samples === 0) {
    return undefined;
  }
  const endedAt = Number.isNaN(state.goneAt) ? at : Math.min(at, state.goneAt);
  const cpuSeconds = known(state.cpuSeconds);
  // Until the last sample, at which the CPU time was read.
  const trackedSeconds = (state.lastAt - state.registeredAt) / 1000;
  return {
    peakRss: state.peakRss,
    peakUnique: known(state.peakUnique),
    samples: state.samples,
    method: state.peakFromHwm === 1 ? 'rss+hwm' : 'rss',
    collector: COLLECTOR_NAMES[state.collector] ?? additional ?? 'procfs',
    caveats: caveatsOf(state, endedAt),
    cpuSeconds,
    cpuRatio:
      cpuSeconds === undefined || trackedSeconds <= 0 ? undefined : cpuSeconds / trackedSeconds,
    swapPeak: known(state.swapPeak),
    maxProcesses: state.maxProcesses,
  };
}

/**
 * The measurement with that of a cgroup of its own, whose peak without page cache becomes the
 * peak: the kernel keeps it, so that nothing between two samples is missed. Where a process ran
 * outside of the cgroup, the sum of resident sets stays the peak.
 */
export function withCgroupPeak(
  measurement: PeakMeasurement | undefined,
  group: ChildCgroupPeak | undefined,
): PeakMeasurement | undefined {
  if (group === undefined) {
    return measurement;
  }
  const { total, nonCache, recorded, complete, joinedLate } = group;
  const peakCgroup = { total, nonCache };
  if (!complete) {
    return measurement && { ...measurement, peakCgroup };
  }
  return {
    ...(measurement ?? UNSEEN),
    peakRss: nonCache ?? total,
    peakCgroup,
    method: 'cgroup',
    collector: 'cgroup',
    caveats: [
      ...(recorded ? [] : (measurement?.caveats ?? UNSEEN.caveats)),
      ...(joinedLate ? (['joined-late'] as const) : []),
    ],
  };
}

/** The measurement of processes that no sample ever found. */
const UNSEEN = {
  peakUnique: undefined,
  samples: 0,
  caveats: ['one-sample'],
  cpuSeconds: undefined,
  cpuRatio: undefined,
  swapPeak: undefined,
  maxProcesses: 1,
} as const;

function caveatsOf(state: PeakState, endedAt: number): PeakCaveat[] {
  const caveats: PeakCaveat[] = [];
  if (state.samples === 1) {
    caveats.push('one-sample');
  }
  if (state.firstAt - state.registeredAt > LATE_MS) {
    caveats.push('sampled-late');
  }
  const unseen = state.lastGrowth * (endedAt - state.lastAt);
  if (state.lastRss + unseen > state.peakRss * (1 + REPORTED_GROWTH)) {
    caveats.push('grew-until-end');
  }
  return caveats;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
