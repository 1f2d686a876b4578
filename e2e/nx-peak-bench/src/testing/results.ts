import type { AccuracyRun } from '../accuracy/result';
import { type ContenderFigure, NO_FIGURE } from '../contenders/contender';
import type { Truth } from '../truth/recorded-task';

export const MB = 1024 * 1024;

/** What a recorder might tell of a task that held 100 MB for 2 s. */
export function truth(changes: Partial<Truth> = {}): Truth {
  return {
    peakRss: 100 * MB,
    peakRssPlain: 100 * MB,
    peakUnique: 98 * MB,
    groupPeak: 120 * MB,
    groupNonCache: 90 * MB,
    groupNeed: 95 * MB,
    largestProcess: 100 * MB,
    wallMs: 2000,
    cpuMs: 500,
    exitCode: 0,
    signal: 0,
    processes: 1,
    samples: 2000,
    gapMedianMs: 1,
    gapMaxMs: 2,
    aboveHalfMs: 1900,
    recorderCpuMs: 100,
    realtime: true,
    ...changes,
  };
}

/** A run in which nobody but nx-peak saw anything. */
export function run(own: ContenderFigure, changes: Partial<Truth> = {}): AccuracyRun {
  return {
    truth: truth(changes),
    figures: {
      'nx-peak': own,
      pidusage: NO_FIGURE,
      systeminformation: NO_FIGURE,
      'nx-collector': NO_FIGURE,
    },
  };
}
