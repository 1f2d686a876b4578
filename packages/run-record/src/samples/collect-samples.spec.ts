import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NX_SAMPLES, recordedRun } from '../testing/recorded-runs';
import { TemporaryFolders } from '../testing/temporary-folders';
import { collectSamples, type RunSamples } from './collect-samples';
import { readLines } from './read-lines';

const folders = new TemporaryFolders();
afterEach(() => {
  folders.removeAll();
});

function collected(file: string): RunSamples {
  return collectSamples(readLines(file), { holdMs: 3000 });
}

function collectedText(text: string): RunSamples {
  const file = join(folders.make(), 'samples.ndjson');
  writeFileSync(file, text);
  return collected(file);
}

const SHAPES = join(recordedRun('shapes'), 'samples.ndjson');
const MB = 1024 * 1024;

describe('collectSamples', () => {
  it('finds the shapes of four real tasks', () => {
    const { series, peak } = collected(SHAPES);
    const curve = (id: string): number[] =>
      series
        .get(id)
        ?.points()
        .map(({ bytes }) => bytes / MB) ?? [];
    const ramp = curve('ramp:hold');
    expect(ramp.indexOf(Math.max(...ramp))).toBeGreaterThan(ramp.length * 0.8);
    const spike = curve('spike:hold');
    expect(Math.max(...spike)).toBeGreaterThan(300);
    expect(spike.at(-1)).toBeLessThan(60);
    const steady = curve('steady:hold').slice(6);
    expect(Math.max(...steady) - Math.min(...steady)).toBeLessThan(20);
    expect(peak?.tasks[0]?.id).toBe('spike:hold');
  });

  it('has moments whose parts add up to their sum', () => {
    for (const { tasksRss, tasks, restRss } of collected(SHAPES).timeline) {
      expect(tasks.reduce((sum, share) => sum + share.rss, restRss)).toBe(tasksRss);
    }
  });

  it('reads what Nx wrote: tasks by the sum of their processes, and nx itself apart', () => {
    const { series, nxSeries, sampleCount, problems, timeline } = collected(NX_SAMPLES);
    expect({ sampleCount, problems, tasks: [...series.keys()].sort() }).toEqual({
      sampleCount: 5,
      problems: [],
      tasks: ['ramp:hold', 'steady:hold'],
    });
    // a shell and its child
    expect(series.get('ramp:hold')?.points()[0]?.bytes).toBe(1675264 + 49872896);
    expect([...nxSeries].map(([group, { samples }]) => [group, samples])).toEqual([['MainCLI', 5]]);
    expect(timeline.at(-1)).toMatchObject({ rss: 65024000, tasksRss: 0, nxRss: 65024000 });
  });

  it('leaves out records of other types', () => {
    const { sampleCount, problems } = collectedText(
      '{"containerSpan":{"name":"x"}}\n{"timestamp":5,"groupMemory":{"a:b":7}}\n',
    );
    expect({ sampleCount, problems }).toEqual({ sampleCount: 1, problems: [] });
  });

  it('reports wrong types with the number of their line, and leaves them out', () => {
    const { sampleCount, skippedLines, problems } = collectedText(
      [
        '{"timestamp":"now","processes":[]}',
        '{"timestamp":5,"groupMemory":{"a:b":7}}',
        '',
        '{"timestamp":6,"groupMemory":{"a:b":"much"}}',
        '{"timestamp":7,"processes":[{"pid":1}]}',
        '{"timestamp":1e300,"processes":[]}',
        '[]',
        'null',
        '',
      ].join('\n'),
    );
    expect({ sampleCount, skippedLines }).toEqual({ sampleCount: 1, skippedLines: 6 });
    expect(problems.map(({ line }) => line)).toEqual([1, 4, 5, 6, 7, 8]);
    expect(problems[0]?.reason).toBe('"timestamp" must be milliseconds since the epoch, got "now"');
  });

  it('takes a last line that breaks off for a writer that was stopped, wherever it does', () => {
    const line = readFileSync(SHAPES, 'utf8').split('\n')[0] ?? '';
    for (const length of [1, 20, 200, line.length - 1]) {
      const { cutOff, skippedLines } = collectedText(`${line}\n${line.slice(0, length)}`);
      expect({ cutOff, skippedLines }).toEqual({ cutOff: true, skippedLines: 0 });
    }
  });

  it('counts what a task used while others are sampled, until it ended', () => {
    const text = [
      { timestamp: 1000, groupMemory: { a: 10 } },
      { timestamp: 1100, groupMemory: { b: 5 } }, // the first sample of b alone
      { timestamp: 1300, groupMemory: { b: 6 } }, // a is over
    ].map((line) => JSON.stringify(line));
    const { timeline } = collectSamples(
      text.map((line, index) => ({ number: index + 1, text: line, complete: true })),
      { holdMs: 5000, endOf: (id) => (id === 'a' ? 1200 : undefined) },
    );
    expect(timeline.map(({ rss }) => rss)).toEqual([10, 15, 6]);
  });

  it('keeps every sample of a run of seconds, however close they are', () => {
    const times = Array.from({ length: 90 }, (_, index) => 1000 + 15 * index);
    const { timeline } = collectedText(
      times.map((timestamp) => `{"timestamp":${timestamp},"groupMemory":{"a":5}}\n`).join(''),
    );
    expect(timeline.map(({ timestamp }) => timestamp)).toEqual(times);
  });

  it('is the same size for any number of samples, and loses no peak', () => {
    const samples = 60_000;
    function* lines(): Generator<{ number: number; text: string; complete: boolean }> {
      for (let i = 0; i < samples; i++) {
        const a = i === 31_417 ? 999 : 100 + (i % 7);
        yield {
          number: i + 1,
          text: `{"timestamp":${i * 100},"groupMemory":{"a":${a},"b":50}}`,
          complete: true,
        };
      }
    }
    const { timeline, series, peak } = collectSamples(lines(), { holdMs: 300 });
    expect(timeline.length).toBeLessThanOrEqual(1024);
    expect(series.get('a')?.points().length).toBeLessThanOrEqual(260);
    expect(series.get('a')?.points(20).length).toBeLessThanOrEqual(20);
    expect(series.get('a')?.points(20)).toContainEqual({ timestamp: 3_141_700, bytes: 999 });
    expect(peak).toMatchObject({ timestamp: 3_141_700, rss: 1049 });
  });
});
