import { summariseAccuracy } from '../summary/accuracy-summary';
import type { Benchmark } from '../summary/benchmark';
import { summariseCost } from '../summary/cost-summary';
import { TREE } from '../cost/shapes';
import type { CostResult } from '../cost/result';
import { MB, run } from '../testing/results';
import { diagnosisOf, diagnosisResult } from '../testing/diagnoses';
import { summariseDiagnoses } from '../summary/diagnosis-summary';
import type { Diagnosis } from 'nx-peak';
import { goals } from './all';
import type { Outcome } from './goal';

const SECTION = {
  day: '2000-01-01',
  partial: false,
  machine: {
    platform: '',
    kernel: '',
    cores: 2,
    processor: '',
    memory: 0,
    node: '',
    cgroup: '',
    versions: {},
  },
};

function accuracy(...runs: ReturnType<typeof run>[]): Benchmark {
  const workload = { kind: 'measured' as const, name: 'steady', title: 'steady', discarded: 0 };
  const value = summariseAccuracy({ truth: '', workloads: [{ ...workload, runs }] });
  return { accuracy: { ...SECTION, summary: { kind: 'there', value } } };
}

function cost(result: CostResult): Benchmark {
  return { cost: { ...SECTION, summary: { kind: 'there', value: summariseCost(result) } } };
}

function check(what: string, benchmark: Benchmark): Outcome | undefined {
  return goals.find((goal) => goal.what.startsWith(what))?.check(benchmark);
}

describe('goals', () => {
  it('are unmeasured, with a reason, as long as nothing was run', () => {
    expect(goals.map((goal) => goal.check({}).kind)).toEqual(goals.map(() => 'unmeasured'));
  });

  it('are met by figures within 1 %, in the worst run within 5 %', () => {
    const exact = run({ peakRss: 100 * MB, samples: 9 });
    const almost = run({ peakRss: 96 * MB, samples: 9 });
    const wrong = run({ peakRss: 94 * MB, samples: 9 });
    expect(check('median error', accuracy(exact, almost, exact))?.kind).toBe('met');
    expect(check('median error', accuracy(exact, wrong, exact))?.kind).toBe('missed');
    expect(check('median error', accuracy(almost, almost, exact))?.kind).toBe('missed');
  });

  it('count a figure that is too high as they count one that is too low', () => {
    const phantom = run({ peakRss: 190 * MB, samples: 9 });
    expect(check('median error', accuracy(phantom))?.kind).toBe('missed');
  });

  it('are missed by a task without a figure', () => {
    const seen = run({ peakRss: 100 * MB, samples: 9 });
    const unseen = run({ peakRss: undefined, samples: 0 });
    expect(check('tasks of 50 ms', accuracy(seen))?.kind).toBe('met');
    expect(check('tasks of 50 ms', accuracy(seen, unseen))?.kind).toBe('missed');
  });

  it('compare the CPU of a sample with that of a peer on the same machine', () => {
    const windows = (cpuMs: number) => [{ ms: 2000, cpuMs, samples: 4 }];
    const cells = (own: number) =>
      cost({
        cpu: [
          { contender: 'nx-peak', shape: TREE, machine: 131, windows: windows(own) },
          { contender: 'pidusage', shape: TREE, machine: 131, windows: windows(60) },
        ],
      });
    expect(check('CPU per sample, tree of 51, machine of 130', cells(4))?.kind).toBe('met');
    expect(check('CPU per sample, tree of 51, machine of 130', cells(5))?.kind).toBe('missed');
    expect(check('CPU per sample, tree of 51, machine of 1000', cells(4))?.kind).toBe('unmeasured');
  });

  it('hold the longest gap against the usual one', () => {
    const gaps = (longest: number) => {
      const ours = [{ free: [50, 100, 100, 50], blocked: [100, longest, 100] }];
      return cost({
        blocked: { 'nx-peak': ours, pidusage: [], systeminformation: [], 'nx-collector': [] },
      });
    };
    expect(check('longest sampling gap', gaps(150))?.kind).toBe('met');
    expect(check('longest sampling gap', gaps(151))?.kind).toBe('missed');
  });

  it('hold the median of the ratios of the pairs against 1.01', () => {
    const pairs = (...walls: number[]) =>
      cost({
        runMany: [
          {
            shape: { title: '', tasks: 8, command: '', parallel: 2, leastPeaks: 8 },
            pairs: {
              kind: 'there',
              value: walls.map((onWallMs) => ({
                offWallMs: 1000,
                onWallMs,
                offCpuMs: 1000,
                onCpuMs: 1000,
              })),
            },
          },
        ],
      });
    expect(check('nx run-many, 8 tasks of 2 s, wall', pairs(990, 1010, 2000))?.kind).toBe('met');
    expect(check('nx run-many, 8 tasks of 2 s, wall', pairs(990, 1011, 2000))?.kind).toBe('missed');
  });

  it('hold loading against its wall and its CPU time', () => {
    const loading = (wallMs: number, cpuMs: number) => cost({ loading: [{ wallMs, cpuMs }] });
    expect(check('loading', loading(9, 10))?.kind).toBe('met');
    expect(check('loading', loading(9, 11))?.kind).toBe('missed');
    expect(check('loading', loading(11, 9))?.kind).toBe('missed');
  });

  it('hold the start of the sampling thread against 12 ms, whatever an empty one takes', () => {
    const start = (samplingMs: number) => cost({ threadStart: [{ samplingMs, emptyMs: 20 }] });
    expect(check('first sample', start(12))?.kind).toBe('met');
    expect(check('first sample', start(13))?.kind).toBe('missed');
  });

  it('are missed by a single wrong diagnosis, not by deaths that are not recognised', () => {
    const diagnoses = (onKill9: Diagnosis | null): Benchmark => {
      const round = { kernelLog: true, tasks: [{ name: 'kill9', diagnosis: onKill9 }] };
      const value = summariseDiagnoses(diagnosisResult(round));
      return { diagnoses: { ...SECTION, summary: { kind: 'there', value } } };
    };
    const wrong = diagnosisOf({ kind: 'out-of-memory', scope: 'cgroup', victim: 'task' }, 'likely');
    expect(check('wrong OOM diagnoses', diagnoses(wrong))?.kind).toBe('missed');
    expect(check('wrong OOM diagnoses', diagnoses(null))?.kind).toBe('met');
  });
});
