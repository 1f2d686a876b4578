import { percent } from '../report/numbers';
import type { MeasuredWorkload } from '../summary/accuracy-summary';
import type { Benchmark } from '../summary/benchmark';
import { unmeasured, outcome, type Goal } from './goal';

const MEDIAN_ERROR = 0.01;
const WORST_ERROR = 0.05;

export const accuracyGoals: readonly Goal[] = [
  {
    what: 'median error against the truth, every workload (worst run)',
    goal: '<= 1 % (<= 5 %)',
    whenMissed:
      'A task of 50 ms takes most of its memory in its last milliseconds, after the last sample. ' +
      'High-water marks are read with a sample, and the kernel drops them with the process.',
    check: (benchmark) => {
      const measured = measuredWorkloads(benchmark);
      const errors = measured.map(({ name, contenders }) => {
        const { error } = contenders['nx-peak'];
        return {
          name,
          median: Math.abs(error.median),
          worst: Math.max(-error.min, error.max),
        };
      });
      const [median, worst] = [largest(errors, 'median'), largest(errors, 'worst')];
      if (median === undefined || worst === undefined) {
        return unmeasured('no workload was measured');
      }
      const missed = errors.filter((one) => one.median > MEDIAN_ERROR || one.worst > WORST_ERROR);
      return outcome(
        missed.length === 0,
        `${percent(median.median)} (${median.name}), worst run ${percent(worst.worst)} ` +
          `(${worst.name}); within it: ${errors.length - missed.length} of ${errors.length}`,
      );
    },
  },
  {
    what: 'tasks of 50 ms or more without a figure',
    goal: '0',
    check: (benchmark) => {
      const measured = measuredWorkloads(benchmark).filter(({ wallMs }) => wallMs.min >= 50);
      const runs = measured.reduce((sum, workload) => sum + workload.runs, 0);
      const without = measured.reduce(
        (sum, { contenders }) => sum + contenders['nx-peak'].without,
        0,
      );
      return runs === 0
        ? unmeasured('no workload was measured')
        : outcome(without === 0, `${without} of ${runs}`);
    },
  },
];

function measuredWorkloads({ accuracy }: Benchmark): MeasuredWorkload[] {
  return accuracy?.summary.kind === 'there'
    ? accuracy.summary.value.workloads.filter((workload) => workload.kind === 'measured')
    : [];
}

function largest<T extends Record<K, number>, K extends string>(
  all: readonly T[],
  by: K,
): T | undefined {
  return all.reduce<T | undefined>(
    (most, one) => (most === undefined || one[by] > most[by] ? one : most),
    undefined,
  );
}
