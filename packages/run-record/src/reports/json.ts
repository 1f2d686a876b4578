import { summarise } from '../analysis/summary';
import type { RunData } from '../runs/read-run';

/**
 * A run for programs: the record as it was written, fields that this version does not know
 * included, with what was made of it.
 */
export function renderJson(run: RunData): string {
  const { record, samples, notes } = run;
  const { peak, limit, durationMs, sampled, notSampled } = summarise(run);
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
      notSampled: notSampled.map(({ task, reason }) => ({ id: task.id, reason })),
    },
    timeline: samples.timeline,
    notes,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
