import { MB, run } from '../testing/results';
import { summariseAccuracy } from './accuracy-summary';

function summaryOf(...runs: ReturnType<typeof run>[]) {
  const workload = { kind: 'measured' as const, name: 'steady', title: 'steady', discarded: 1 };
  const [summary] = summariseAccuracy({
    truth: 'a recorder',
    workloads: [{ ...workload, runs }],
  }).workloads;
  if (summary?.kind !== 'measured') {
    throw new Error('not measured');
  }
  return summary;
}

describe('summariseAccuracy', () => {
  it('tells errors as shares of the truth of the same run', () => {
    const { error } = summaryOf(
      run({ peakRss: 90 * MB, samples: 4 }),
      run({ peakRss: 210 * MB, samples: 4 }, { peakRss: 200 * MB }),
    ).contenders['nx-peak'];
    expect(error.min).toBeCloseTo(-0.1);
    expect(error.max).toBeCloseTo(0.05);
  });

  it('counts a run without a figure, as an error of all of it', () => {
    const { contenders } = summaryOf(run({ peakRss: 100 * MB, samples: 4 }));
    expect(contenders.pidusage).toMatchObject({ without: 1, error: { median: -1 } });
    expect(contenders['nx-peak']).toMatchObject({ without: 0, error: { median: 0 } });
  });

  it('holds peakUnique against what the group needs', () => {
    const { uniqueError } = summaryOf(run({ peakRss: 1, samples: 1, peakUnique: 95 * MB }));
    expect(uniqueError?.median).toBe(0);
  });

  it('holds it against its own definition where there is no group', () => {
    const figure = { peakRss: 1, samples: 1, peakUnique: 98 * MB };
    expect(summaryOf(run(figure, { groupNeed: null })).uniqueError?.median).toBe(0);
  });

  it('tells nothing of figures that are not there', () => {
    expect(summaryOf(run({ peakRss: 1, samples: 1 }))).toMatchObject({
      uniqueError: null,
      cpuError: null,
    });
  });

  it('keeps what was left out, with its reason', () => {
    const skipped = { kind: 'skipped' as const, name: 'vite', title: 'vite', reason: 'offline' };
    expect(summariseAccuracy({ truth: '', workloads: [skipped] })).toMatchObject({
      recorder: null,
      workloads: [skipped],
    });
  });
});
