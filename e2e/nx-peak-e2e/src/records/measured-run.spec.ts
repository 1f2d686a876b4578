import { isPeakOf } from '../support/peaks';
import { RunRecords, type RunRecord } from '../support/run-records';
import { withWorkspace } from '../support/workspace';

/** What is recorded of a run, held against what its tasks are known to do. */
const workspace = withWorkspace({ linked: true, pluginWorkers: true });
const records = new RunRecords(workspace);

const ON = { NX_LOG_HEAP_USAGE: 'true' };

describe('a run of four tasks whose shapes are known', () => {
  let run: RunRecord;
  let printed: string;

  beforeAll(async () => {
    const shapes = ['steady', 'ramp', 'spike', 'short'];
    const args = [
      'run-many',
      '-t',
      ...shapes,
      '-p',
      'shape',
      '--parallel=4',
      '--output-style=static',
    ];
    [run] = (await records.addedBy(async () => {
      ({ all: printed } = await workspace.run(args, { env: ON }));
    })) as [RunRecord];
  });

  function peakOf(shape: string): number | undefined {
    return run.tasks.find(({ id }) => id === `shape:${shape}`)?.measurement?.peakRss;
  }

  /** What was sampled of a shape while it lasted: later ones are of a process that takes itself down. */
  function curveOf(shape: string): number[] {
    const [, until] = new RegExp(`${shape} held until (\\d+)`).exec(printed) ?? [];
    const curve = records.curve(run.id, `shape:${shape}`, Number(until));
    expect(curve.length).toBeGreaterThan(5);
    return curve;
  }

  it('a record says who succeeded, and that the run is over', () => {
    expect(run.state).toMatchObject({ kind: 'finished', exitCode: 0 });
    expect(run.tasks.map(({ id, outcome }) => [id, outcome]).sort()).toEqual([
      ['shape:ramp', { kind: 'succeeded', exitCode: 0 }],
      ['shape:short', { kind: 'succeeded', exitCode: 0 }],
      ['shape:spike', { kind: 'succeeded', exitCode: 0 }],
      ['shape:steady', { kind: 'succeeded', exitCode: 0 }],
    ]);
    run.tasks.forEach(({ startedAt = NaN, endedAt = NaN }) => {
      expect(endedAt).toBeGreaterThan(startedAt);
    });
  });

  it('a record holds the peaks that the shapes of tasks have', () => {
    expect(isPeakOf(peakOf('steady'), 120)).toBe(true);
    expect(isPeakOf(peakOf('ramp'), 200)).toBe(true);
    expect(isPeakOf(peakOf('spike'), 300, 2)).toBe(true);
    expect(peakOf('short')).toBeLessThan(peakOf('steady') ?? 0);
  });

  it('a record lists the processes of each peak, also of one that was a moment', () => {
    for (const { processesAtPeak = [], measurement } of run.tasks) {
      const held = processesAtPeak.reduce((sum, { rss }) => sum + rss, 0);
      expect(held * 1.03).toBeGreaterThanOrEqual(measurement?.peakRss ?? NaN);
    }
    const spike = run.tasks.find(({ id }) => id === 'shape:spike')?.processesAtPeak ?? [];
    expect(spike[0]?.command).toMatch(/alloc\.js --megabytes=300 --hold-ms=500$/);
    expect(spike[0]?.name).toMatch(/./);
    expect(spike[0]?.rss).toBeGreaterThan(300 * 1024 ** 2);
    expect(spike.find(({ pid }) => pid === spike[0]?.ppid)?.command).toContain(
      'shape.js --shape=spike',
    );
  });

  it('a record holds curves that have the shapes of tasks', () => {
    const steady = curveOf('steady');
    const reached = steady.findIndex((bytes) => bytes > 0.9 * (peakOf('steady') ?? 0));
    expect(Math.min(...steady.slice(reached))).toBeGreaterThan(0.85 * Math.max(...steady));

    const ramp = curveOf('ramp');
    const drops = ramp.filter((bytes, index) => bytes < 0.9 * (ramp[index - 1] ?? 0));
    expect(drops).toEqual([]);
    expect(new Set(ramp.map((bytes) => Math.floor(bytes / 20 / 1024 ** 2))).size).toBeGreaterThan(
      5,
    );

    const spike = records.curve(run.id, 'shape:spike');
    const top = spike.indexOf(Math.max(...spike));
    expect(Math.min(...spike.slice(0, top))).toBeLessThan(0.5 * (spike[top] ?? 0));
    expect(Math.min(...spike.slice(top))).toBeLessThan(0.5 * (spike[top] ?? 0));
  });

  it('a record holds the moment at which all tasks together used most', () => {
    const sums = records
      .samples(run.id)
      .map((memory) => Object.values(memory).reduce((sum, bytes) => sum + bytes, 0));
    expect(run.peak?.rss).toBeGreaterThanOrEqual(Math.max(...sums));
    expect(run.peak?.tasks.map(({ id }) => id)).toContain('shape:steady');
  });
});
