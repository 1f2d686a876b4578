import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TemporaryFolders } from '../testing/temporary-folders';
import { collectSamples } from './collect-samples';
import { readLines } from './read-lines';
import { SampleWriter } from './sample-writer';
import { thinSamples } from './thin-samples';

const folders = new TemporaryFolders();
afterEach(() => {
  folders.removeAll();
});

describe('SampleWriter', () => {
  it('stays below its bound for as long as it writes, and keeps every peak', () => {
    const file = join(folders.make(), 'samples.ndjson');
    const mostBytes = 100_000;
    const writer = new SampleWriter(file, { mostBytes, holdMs: 300 });
    const tasks = Array.from({ length: 64 }, (_, index) => `task-${index}:build`);
    const peaks = new Map<string, number>();
    let largest = 0;
    for (let tick = 0; tick < 2000; tick++) {
      const groupMemory = Object.fromEntries(
        tasks.map((id, index) => [id, 1000 + ((tick * (index + 3) * 7919) % 100_003)]),
      );
      for (const [id, bytes] of Object.entries(groupMemory)) {
        peaks.set(id, Math.max(peaks.get(id) ?? 0, bytes));
      }
      writer.append([{ timestamp: tick * 100, processes: [], groupMemory }]);
      largest = Math.max(largest, statSync(file).size);
    }
    writer.close();
    // Peaks of 64 tasks at 64 different moments take more than the bound: each is one line.
    expect(largest).toBeLessThan(4 * mostBytes);
    const { series, problems, cutOff } = collectSamples(readLines(file), {
      holdMs: 300,
    });
    expect({ problems, cutOff }).toEqual({ problems: [], cutOff: false });
    for (const [id, bytes] of peaks) {
      expect(series.get(id)?.peak?.bytes).toBe(bytes);
    }
  });

  it('can be read at any moment, also while it replaces its file', () => {
    const file = join(folders.make(), 'samples.ndjson');
    const writer = new SampleWriter(file, { mostBytes: 2000, holdMs: 300 });
    for (let tick = 1; tick <= 300; tick++) {
      writer.append([{ timestamp: tick, processes: [], groupMemory: { 'a:b': tick } }]);
      const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
      expect(JSON.parse(last)).toMatchObject({ timestamp: tick });
    }
    writer.close();
  });
});

describe('thinSamples', () => {
  const line = (timestamp: number, memory: number, metadata?: object): string =>
    JSON.stringify({
      timestamp,
      processes: [],
      groupMemory: { 'a:b': memory },
      ...(metadata && { metadata }),
    });

  it('leaves out every second line, but not the peak and its neighbours', () => {
    const lines = Array.from({ length: 20 }, (_, index) => line(index, index === 7 ? 99 : 10));
    const times = thinSamples(lines, { mostBytes: 1e6, holdMs: 300 })
      .trimEnd()
      .split('\n')
      .map((text) => (JSON.parse(text) as { timestamp: number }).timestamp);
    expect(times).toEqual([0, 2, 4, 6, 7, 8, 10, 12, 14, 16, 18]);
  });

  it('keeps what a line that is left out defined for those after it', () => {
    const metadata = {
      groups: { 'a:b': { id: 'a:b', groupType: 'Task', displayName: 'a:b' } },
      processes: {},
    };
    const lines = [line(0, 50), line(1, 10), line(2, 10), line(3, 10, metadata), line(4, 10)];
    const kept = thinSamples(lines, { mostBytes: 1e6, holdMs: 300 }).trimEnd().split('\n');
    expect(JSON.parse(kept.at(-1) ?? '')).toMatchObject({ timestamp: 4, metadata });
  });
});
