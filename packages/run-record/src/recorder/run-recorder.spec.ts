import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listRuns, findRun } from '../runs/list-runs';
import { readRecord, readRun } from '../runs/read-run';
import { TemporaryFolders } from '../testing/temporary-folders';
import type { RunRecorderOptions } from './options';
import { RunRecorder } from './run-recorder';

const folders = new TemporaryFolders();
const finish: (() => void)[] = [];
afterEach(() => {
  finish.splice(0).forEach((step) => {
    step();
  });
  folders.removeAll();
});

const task = { id: 'app:build', project: 'app', target: 'build' };
const measurement = { peakRss: 700, samples: 3, method: 'rss', collector: 'procfs' };

function recorder(root: string, more: Partial<RunRecorderOptions> = {}): RunRecorder {
  const made = new RunRecorder({
    root,
    command: 'nx build app --token=abc',
    machine: { platform: 'linux', memoryBytes: 4096 },
    measuring: { intervalMs: 100 },
    ...more,
  });
  finish.push(() => {
    made.finish({ kind: 'finished', endedAt: Date.now() });
  });
  return made;
}

describe('RunRecorder', () => {
  it('writes a record as soon as the run starts', () => {
    const { folder, id } = recorder(folders.make(), { parent: 'the-outer-run' });
    expect(readRecord(folder)).toMatchObject({
      id,
      parent: 'the-outer-run',
      state: { kind: 'running' },
      process: { pid: process.pid },
    });
  });

  it('writes everything at the end', () => {
    const recording = recorder(folders.make());
    const now = Date.now();
    recording.taskStarted({ ...task, startedAt: now });
    recording.sampled(task.id, 700, now + 1);
    recording.taskEnded(task, {
      endedAt: now + 2,
      outcome: { kind: 'succeeded', exitCode: 0 },
      measurement,
    });
    recording.finish({ kind: 'finished', endedAt: now + 3, exitCode: 0 });
    const { record, samples, notes } = readRun(recording.folder);
    expect(record).toMatchObject({
      state: { kind: 'finished', exitCode: 0 },
      peak: { timestamp: now + 1, rss: 700, tasksRss: 700, tasks: [{ id: task.id, rss: 700 }] },
      tasks: [{ ...task, outcome: { kind: 'succeeded', exitCode: 0 }, measurement }],
    });
    expect(samples.series.get(task.id)?.points()).toEqual([{ timestamp: now + 1, bytes: 700 }]);
    expect(notes).toEqual([]);
  });

  it('keeps why a task died', () => {
    const diagnosis = {
      cause: 'v8-heap-limit',
      confidence: 'certain',
      headline: 'ran out of JavaScript heap at 56MB (certain)',
      details: ['raise it with NODE_OPTIONS=--max-old-space-size=<MB>'],
    } as const;
    const recording = recorder(folders.make());
    recording.taskStarted(task);
    recording.taskEnded(task, { outcome: { kind: 'failed', exitCode: 134 }, diagnosis });
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    expect(readRecord(recording.folder).tasks[0]?.diagnosis).toEqual(diagnosis);
  });

  it('keeps the processes at the peak of a task, secrets masked', () => {
    const recording = recorder(folders.make());
    recording.taskStarted(task);
    recording.taskEnded(task, {
      outcome: { kind: 'failed', signal: 'SIGKILL' },
      measurement,
      processesAtPeak: [
        { pid: 9, rss: 20, name: 'node', command: ['node', 'b', '--password', 'hunter2 of 9'] },
        { pid: 10, rss: 2, name: 'sh' },
      ],
    });
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    expect(readRecord(recording.folder).tasks[0]?.processesAtPeak).toEqual([
      { pid: 9, name: 'node', command: 'node b --password ***', rss: 20 },
      { pid: 10, name: 'sh', rss: 2 },
    ]);
    const written = readdirSync(recording.folder).map((file) =>
      readFileSync(join(recording.folder, file), 'utf8'),
    );
    expect(written.join()).not.toMatch(/hunter2|abc/);
  });

  it('makes one line of the samples of one moment', async () => {
    const recording = recorder(folders.make());
    recording.sampled('a:b', 10);
    recording.sampled('c:d', 20);
    await Promise.resolve();
    recording.sampled('a:b', 30);
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    const { samples, record } = readRun(recording.folder);
    expect(samples.sampleCount).toBe(2);
    expect(record.peak?.rss).toBe(50);
  });

  it('keeps the newest records', () => {
    const root = folders.make();
    for (let run = 0; run < 5; run++) {
      const startedAt = Date.UTC(2026, 0, 1 + run);
      recorder(root, { keep: 3, startedAt }).finish({ kind: 'finished', endedAt: startedAt + 1 });
    }
    expect(listRuns(root).map(({ id }) => id.slice(0, 8))).toEqual([
      '20260105',
      '20260104',
      '20260103',
    ]);
  });

  it('never deletes a run in progress', () => {
    const root = folders.make();
    const old = recorder(root, { startedAt: Date.UTC(2026, 0, 1) });
    recorder(root, { keep: 1 });
    expect(existsSync(old.folder)).toBe(true);
  });

  it('reports once that it cannot write, and throws nothing', () => {
    const root = join(folders.make(), 'file');
    writeFileSync(root, 'a file where the folder should be');
    const reported: string[] = [];
    const recording = recorder(root, { onProblem: (message) => reported.push(message) });
    recording.taskStarted(task);
    recording.sampled(task.id, 1, 1);
    recording.taskEnded(task, { outcome: { kind: 'succeeded' } });
    recording.finish({ kind: 'finished', endedAt: 1 });
    expect(reported).toEqual([expect.stringMatching(/^The run is not recorded: E/)]);
  });

  it('keeps working when its folder is deleted under it', () => {
    const reported: string[] = [];
    const recording = recorder(folders.make(), { onProblem: (message) => reported.push(message) });
    rmSync(recording.folder, { recursive: true });
    recording.sampled(task.id, 1, 1);
    recording.finish({ kind: 'finished', endedAt: 1 });
    expect(reported).toHaveLength(1);
  });

  it('bears a listener that throws', () => {
    const root = join(folders.make(), 'file');
    writeFileSync(root, '');
    const onProblem = (): never => {
      throw new Error('listener');
    };
    expect(() => recorder(root, { onProblem })).not.toThrow();
  });

  it('knows what nx itself took, apart from the tasks', () => {
    const recording = recorder(folders.make());
    const now = Date.now();
    recording.nxSampled('MainCLI', 300, now);
    recording.taskStarted({ ...task, startedAt: now });
    recording.sampled(task.id, 700, now + 10);
    recording.nxSampled('MainCLI', 100, now + 10);
    recording.nxSampled('Daemon', 50, now + 10);
    recording.taskEnded(task, { endedAt: now + 20, outcome: { kind: 'succeeded' }, measurement });
    const daemon = { ...measurement, peakRss: 60, method: 'rss+hwm' };
    recording.nxMeasured('Daemon', daemon);
    recording.finish({ kind: 'finished', endedAt: now + 30 });
    const { record, samples } = readRun(recording.folder);
    expect(record.peak).toMatchObject({ rss: 850, tasksRss: 700, nxRss: 150 });
    expect(record.nxItself).toEqual({
      peakRss: 300,
      groups: {
        MainCLI: { peakRss: 300, samples: 2, method: 'rss', collector: 'unknown' },
        Daemon: daemon,
      },
    });
    expect(samples.nxPeakRss).toBe(300);
    expect(samples.timeline.at(-1)).toMatchObject({ rss: 850, tasksRss: 700, nxRss: 150 });
  });

  it('keeps what is known of a task before it runs', () => {
    const recording = recorder(folders.make(), { parallel: 3, source: { branch: 'main' } });
    const known = { ...task, deps: ['lib:build'], labels: { shard: '2' } };
    recording.taskStarted(known);
    recording.taskEnded(task, {
      outcome: { kind: 'succeeded' },
      heapFlags: ['--max-old-space-size=4096'],
    });
    recording.taskEnded({ id: 'measured', labels: {} }, { outcome: { kind: 'succeeded' } });
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    const record = readRecord(recording.folder);
    expect(record).toMatchObject({ parallel: 3, source: { branch: 'main' } });
    expect(record.tasks).toMatchObject([
      { ...known, heapFlags: ['--max-old-space-size=4096'] },
      { id: 'measured', labels: {} },
    ]);
  });

  it('has every task and sample at the end, however quickly they came', () => {
    const recording = recorder(folders.make());
    for (let index = 0; index < 300; index++) {
      const id = `app-${index}:build`;
      recording.taskStarted({ id });
      recording.sampled(id, 5);
      recording.taskEnded({ id }, { outcome: { kind: 'succeeded' } });
    }
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    const { record, samples } = readRun(recording.folder);
    expect([record.tasks.length, samples.sampleCount]).toEqual([300, 300]);
  });

  it('leaves a record that is incomplete when it is killed', async () => {
    const root = folders.make();
    const child = spawn(
      process.execPath,
      [
        '-e',
        `const { RunRecorder } = require(${JSON.stringify(join(__dirname, '../../dist/index.js'))});
        const recorder = new RunRecorder({ root: process.argv[1], command: 'nx', machine: { platform: 'linux' }, measuring: { intervalMs: 5 } });
        recorder.taskStarted({ id: 'app:build', project: 'app', target: 'build' });
        let samples = 0;
        setInterval(() => {
          recorder.sampled('app:build', 1000 + samples++);
        }, 1);
        process.stdout.write('started');`,
        root,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    finish.push(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    // What is on disk may be some 100 ms old.
    while (readRun(findRun(root)).samples.sampleCount < 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(readRecord(findRun(root)).state.kind).toBe('running');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const { record, samples } = readRun(findRun(root));
    expect(record.state.kind).toBe('incomplete');
    expect(samples.sampleCount).toBeGreaterThanOrEqual(20);
    expect(record.tasks[0]?.outcome.kind).toBe('running');
  });
});
