import { analyse } from '../analysis/run-analysis';
import { plainText } from '../formats/plain-text';
import type { RunData } from '../runs/read-run';

const MB = 1024 * 1024;

/**
 * The peaks as `customSmallerIsBetter` of github-action-benchmark, which draws them over commits
 * and warns when one grows.
 */
export function renderBenchmark(run: RunData): string {
  const { peak, sampled, nxItself } = analyse(run);
  const entries = [
    ...(peak === undefined
      ? []
      : [{ name: 'all tasks together', unit: 'MB', value: megabytes(peak.tasksRss) }]),
    ...(nxItself === undefined
      ? []
      : [{ name: 'nx itself', unit: 'MB', value: megabytes(nxItself.peakRss) }]),
    ...sampled.map(({ task, peakRss }) => ({
      name: plainText(task.id),
      unit: 'MB',
      value: megabytes(peakRss),
      ...(task.measurement && {
        extra: `${task.measurement.method}, ${task.measurement.samples} samples`,
      }),
    })),
  ];
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

/**
 * To a tenth of a megabyte: noise below that should not look like a change. Less than one megabyte
 * to a thousandth, so that nothing measured reads as 0.
 */
function megabytes(bytes: number): number {
  const precision = bytes < MB ? 1000 : 10;
  return Math.max(1, Math.round((bytes / MB) * precision)) / precision;
}
