import type { TaskRecord } from '../record/run-record';
import { readRun } from '../runs/read-run';
import { recordedRun } from '../testing/recorded-runs';
import { inLanes } from './lanes';
import { analyse } from './run-analysis';

describe('analyse', () => {
  it('finds the heaviest moment of all tasks together, and who made it', () => {
    const { peak, limit, sampled } = analyse(readRun(recordedRun('shapes')));
    expect(peak?.tasks.map(({ id }) => id)).toEqual(['spike:hold', 'steady:hold', 'ramp:hold']);
    expect(limit).toEqual({ kind: 'container', bytes: 2 * 1024 ** 3 });
    expect(sampled.map(({ task }) => task.id)).toEqual([
      'spike:hold',
      'ramp:hold',
      'steady:hold',
      'short:hold',
    ]);
    expect(sampled.at(-1)?.atRunPeak).toBeUndefined(); // it had ended
  });

  it('says why a task has no measurement', () => {
    const { notSampled } = analyse(readRun(recordedRun('checks')));
    expect(notSampled.map(({ task, reason }) => [task.id, reason])).toEqual([
      ['docs:build', 'cached'],
      ['run-record:test', 'skipped'],
    ]);
  });

  it('takes the samples of a task whose measurement was never written', () => {
    const run = readRun(recordedRun('shapes'));
    const tasks = run.record.tasks.map(({ id, outcome }): TaskRecord => ({ id, outcome }));
    const { sampled } = analyse({ ...run, record: { ...run.record, tasks } });
    expect(sampled[0]?.task.id).toBe('spike:hold');
  });
});

describe('inLanes', () => {
  it('uses as many lanes as there are tasks at once', () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 2, to: 4 },
      { from: 4, to: 8 },
      { from: 9, to: 12 },
      { from: 10, to: 11 },
    ];
    expect(inLanes(spans)).toEqual([0, 1, 1, 1, 0]);
  });

  it('never has two tasks at one place', () => {
    const spans = Array.from({ length: 500 }, (_, i) => {
      const from = (i * 7919) % 1009;
      return { from, to: from + ((i * 104729) % 97) + 1 };
    });
    const lanes = inLanes(spans);
    spans.forEach((a, i) => {
      spans.forEach((b, j) => {
        if (i < j && lanes[i] === lanes[j]) {
          expect(a.to <= b.from || b.to <= a.from).toBe(true);
        }
      });
    });
  });

  it('bears spans of no length', () => {
    expect(
      inLanes([
        { from: 1, to: 1 },
        { from: 1, to: 1 },
      ]),
    ).toEqual([0, 0]);
  });
});
