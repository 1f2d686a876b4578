import { summariseAccuracy } from '../summary/accuracy-summary';
import type { Benchmark } from '../summary/benchmark';
import { summariseCost } from '../summary/cost-summary';
import { TREE } from '../cost/shapes';
import type { CostResult } from '../cost/result';
import { MB, run } from '../testing/results';
import { told, verdictResult } from '../testing/verdicts';
import { summariseVerdicts } from '../summary/verdict-summary';
import type { Diagnosis } from 'nx-peak';
import { goals } from './all';
import type { Verdict } from './goal';

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

function judge(what: string, benchmark: Benchmark): Verdict | undefined {
  return goals.find((goal) => goal.what.startsWith(what))?.judge(benchmark);
}

describe('goals', () => {
  it('are unmeasured, with a reason, as long as nothing was run', () => {
    expect(goals.map((goal) => goal.judge({}).kind)).toEqual(goals.map(() => 'unmeasured'));
  });

  it('are met by figures within 1 %, in the worst run within 5 %', () => {
    const exact = run({ peakRss: 100 * MB, samples: 9 });
    const almost = run({ peakRss: 96 * MB, samples: 9 });
    const wrong = run({ peakRss: 94 * MB, samples: 9 });
    expect(judge('median error', accuracy(exact, almost, exact))?.kind).toBe('met');
    expect(judge('median error', accuracy(exact, wrong, exact))?.kind).toBe('missed');
    expect(judge('median error', accuracy(almost, almost, exact))?.kind).toBe('missed');
  });

  it('count a figure that is too high as they count one that is too low', () => {
    const phantom = run({ peakRss: 190 * MB, samples: 9 });
    expect(judge('median error', accuracy(phantom))?.kind).toBe('missed');
  });

  it('are missed by a task without a figure', () => {
    const seen = run({ peakRss: 100 * MB, samples: 9 });
    const unseen = run({ peakRss: undefined, samples: 0 });
    expect(judge('tasks of 50 ms', accuracy(seen))?.kind).toBe('met');
    expect(judge('tasks of 50 ms', accuracy(seen, unseen))?.kind).toBe('missed');
  });

  it('compare the CPU of a look with that of a peer on the same machine', () => {
    const windows = (cpuMs: number) => [{ ms: 2000, cpuMs, looks: 4 }];
    const cells = (own: number) =>
      cost({
        cpu: [
          { contender: 'nx-peak', shape: TREE, machine: 131, windows: windows(own) },
          { contender: 'pidusage', shape: TREE, machine: 131, windows: windows(60) },
        ],
      });
    expect(judge('CPU per sample, tree of 51, machine of 130', cells(4))?.kind).toBe('met');
    expect(judge('CPU per sample, tree of 51, machine of 130', cells(5))?.kind).toBe('missed');
    expect(judge('CPU per sample, tree of 51, machine of 1000', cells(4))?.kind).toBe('unmeasured');
  });

  it('hold the longest gap against the usual one', () => {
    const gaps = (longest: number) => {
      const ours = [{ free: [50, 100, 100, 50], blocked: [100, longest, 100] }];
      return cost({
        blocked: { 'nx-peak': ours, pidusage: [], systeminformation: [], 'nx-collector': [] },
      });
    };
    expect(judge('longest sampling gap', gaps(150))?.kind).toBe('met');
    expect(judge('longest sampling gap', gaps(151))?.kind).toBe('missed');
  });

  it('hold the median of the ratios of the pairs against 1.01', () => {
    const pairs = (...walls: number[]) =>
      cost({
        runMany: {
          kind: 'there',
          value: walls.map((onWallMs) => ({
            offWallMs: 1000,
            onWallMs,
            offCpuMs: 1000,
            onCpuMs: 1000,
          })),
        },
      });
    expect(judge('nx run-many, wall', pairs(990, 1010, 2000))?.kind).toBe('met');
    expect(judge('nx run-many, wall', pairs(990, 1011, 2000))?.kind).toBe('missed');
  });

  it('are missed by a single wrong verdict, not by deaths that are not recognised', () => {
    const verdicts = (onKill9: Diagnosis | null): Benchmark => {
      const round = { kernelLog: true, deaths: [{ name: 'kill9', told: onKill9 }] };
      const value = summariseVerdicts(verdictResult(round));
      return { verdicts: { ...SECTION, summary: { kind: 'there', value } } };
    };
    const wrong = told({ kind: 'out-of-memory', scope: 'cgroup', victim: 'task' }, 'likely');
    expect(judge('wrong OOM verdicts', verdicts(wrong))?.kind).toBe('missed');
    expect(judge('wrong OOM verdicts', verdicts(null))?.kind).toBe('met');
  });
});
