import { analyse } from '../analysis/run-analysis';
import type { RunData } from '../runs/read-run';

/**
 * A run for programs: the record as it was written, fields that this version does not know
 * included, a summary of it, and what the tasks and nx itself used over time.
 */
export function renderJson(run: RunData): string {
  const { record, samples, notes } = run;
  const { peak, limit, durationMs, sampled, notSampled, nxItself } = analyse(run);
  const report = {
    record,
    summary: {
      durationMs,
      peak,
      limit,
      heaviest: sampled.map(({ task, peakRss, atRunPeak }) => ({
        id: task.id,
        peakRss,
        atRunPeak,
      })),
      nxItself,
      notSampled: notSampled.map(({ task, reason }) => ({ id: task.id, reason })),
    },
    timeline: samples.timeline,
    notes,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
