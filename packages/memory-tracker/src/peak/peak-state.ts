/**
 * What one thread has measured of one id: plain numbers, so that they can be published to another
 * thread as they are. Bytes, milliseconds of `clock.ts`; NaN is "not known".
 */
export interface PeakState {
  peakRss: number;
  /** 1 when a high-water mark is part of the peak, else 0. */
  peakFromHwm: number;
  /** Which collector saw the peak: its place in COLLECTOR_NAMES, -1 for an additional one. */
  collector: number;
  peakUnique: number;
  samples: number;
  /** User and system time so far. */
  cpuSeconds: number;
  swapPeak: number;
  maxProcesses: number;
  registeredAt: number;
  /** When the first sample was taken. */
  firstAt: number;
  /** When the last sample was taken. */
  lastAt: number;
  /** What the processes held in the last sample. */
  lastRss: number;
  /** How fast the sum had grown from the sample before to the last one, in bytes per millisecond. */
  lastGrowth: number;
  /** When a sample first found nothing any more. */
  goneAt: number;
}

export function emptyPeakState(): PeakState {
  return {
    peakRss: 0,
    peakFromHwm: 0,
    collector: 0,
    peakUnique: Number.NaN,
    samples: 0,
    cpuSeconds: Number.NaN,
    swapPeak: Number.NaN,
    maxProcesses: 0,
    registeredAt: Number.NaN,
    firstAt: Number.NaN,
    lastAt: Number.NaN,
    lastRss: 0,
    lastGrowth: 0,
    goneAt: Number.NaN,
  };
}

/** All its numbers, in the order in which they are published. */
export const PEAK_STATE_KEYS = Object.keys(emptyPeakState()) as (keyof PeakState)[];

/**
 * The states of one id as one: samples that two threads took, one after the other. Peaks are the
 * larger ones and samples add up.
 */
export function mergePeaks(one: PeakState, other: PeakState): PeakState {
  if (other.samples === 0) {
    return one;
  }
  if (one.samples === 0) {
    return { ...other, registeredAt: smaller(one.registeredAt, other.registeredAt) };
  }
  const higher = one.peakRss >= other.peakRss ? one : other;
  const later = one.lastAt >= other.lastAt ? one : other;
  return {
    peakRss: higher.peakRss,
    peakFromHwm: higher.peakFromHwm,
    collector: higher.collector,
    peakUnique: larger(one.peakUnique, other.peakUnique),
    samples: one.samples + other.samples,
    cpuSeconds: larger(one.cpuSeconds, other.cpuSeconds),
    swapPeak: larger(one.swapPeak, other.swapPeak),
    maxProcesses: larger(one.maxProcesses, other.maxProcesses),
    registeredAt: smaller(one.registeredAt, other.registeredAt),
    firstAt: smaller(one.firstAt, other.firstAt),
    lastAt: later.lastAt,
    lastRss: later.lastRss,
    lastGrowth: later.lastGrowth,
    goneAt: later.goneAt,
  };
}

/** The larger of two numbers, one of which may be unknown. */
export function larger(one: number, other: number): number {
  return Number.isNaN(one) || other > one ? other : one;
}

function smaller(one: number, other: number): number {
  return Number.isNaN(one) || other < one ? other : one;
}
