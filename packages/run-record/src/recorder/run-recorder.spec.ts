import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listRuns, findRun } from '../runs/list-runs';
import { readRecord, readRun } from '../runs/read-run';
import { TemporaryFolders } from '../testing/temporary-folders';
import { RunRecorder, type RunRecorderOptions } from './run-recorder';

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
    machine: { platform: 'linux', memory: 4096 },
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
    recording.look({ timestamp: now + 1, tasks: new Map([[task.id, 700]]) });
    recording.taskEnded(task, {
      endedAt: now + 2,
      outcome: { status: 'succeeded', exitCode: 0 },
      measurement,
    });
    recording.finish({ kind: 'finished', endedAt: now + 3, exitCode: 0 });
    const { record, samples, notes } = readRun(recording.folder);
    expect(record).toMatchObject({
      state: { kind: 'finished', exitCode: 0 },
      peak: { timestamp: now + 1, memory: 700, tasks: [{ id: task.id, memory: 700 }] },
      tasks: [{ ...task, outcome: { status: 'succeeded', exitCode: 0 }, measurement }],
    });
    expect(samples.series.get(task.id)?.points()).toEqual([{ timestamp: now + 1, bytes: 700 }]);
    expect(notes).toEqual([]);
  });

  it('keeps why a task died', () => {
    const death = {
      cause: 'v8-heap-limit',
      confidence: 'certain',
      headline: 'ran out of JavaScript heap: V8 gave up at 56MB (certain)',
      details: ['raise it with NODE_OPTIONS=--max-old-space-size=<MB>'],
    } as const;
    const recording = recorder(folders.make());
    recording.taskStarted(task);
    recording.taskEnded(task, { outcome: { status: 'failed', exitCode: 134 }, death });
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    expect(readRecord(recording.folder).tasks[0]?.death).toEqual(death);
  });

  it('remembers the processes at the peak of a task, secrets masked', () => {
    const recording = recorder(folders.make());
    recording.taskStarted(task);
    const look = (memory: number, command: string): void => {
      recording.look({
        timestamp: Date.now(),
        tasks: new Map([[task.id, memory]]),
        processes: [{ pid: 9, memory, taskId: task.id, name: 'node', command }],
      });
    };
    look(10, 'node a');
    look(20, 'node b --password=hunter2');
    look(15, 'node c');
    recording.taskEnded(task, { outcome: { status: 'failed', signal: 'SIGKILL' }, measurement });
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    expect(readRecord(recording.folder).tasks[0]?.processesAtPeak).toEqual([
      { pid: 9, name: 'node', command: 'node b --password=***', memory: 20 },
    ]);
    const written = readdirSync(recording.folder).map((file) =>
      readFileSync(join(recording.folder, file), 'utf8'),
    );
    expect(written.join()).not.toMatch(/hunter2|abc/);
  });

  it('makes one look of what is told of one task at a time', async () => {
    const recording = recorder(folders.make());
    recording.sampled('a:b', 10);
    recording.sampled('c:d', 20);
    await Promise.resolve();
    recording.sampled('a:b', 30);
    recording.finish({ kind: 'finished', endedAt: Date.now() });
    const { samples, record } = readRun(recording.folder);
    expect(samples.looks).toBe(2);
    expect(record.peak?.memory).toBe(50);
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

  it('never deletes a run that goes on', () => {
    const root = folders.make();
    const old = recorder(root, { startedAt: Date.UTC(2026, 0, 1) });
    recorder(root, { keep: 1 });
    expect(existsSync(old.folder)).toBe(true);
  });

  it('tells once that it cannot write, and throws nothing', () => {
    const root = join(folders.make(), 'file');
    writeFileSync(root, 'a file where the folder should be');
    const told: string[] = [];
    const recording = recorder(root, { onProblem: (message) => told.push(message) });
    recording.taskStarted(task);
    recording.look({ timestamp: 1, tasks: new Map([[task.id, 1]]) });
    recording.taskEnded(task, { outcome: { status: 'succeeded' } });
    recording.finish({ kind: 'finished', endedAt: 1 });
    expect(told).toEqual([expect.stringMatching(/^The run is not recorded: E/)]);
  });

  it('goes on when its folder is deleted under it', () => {
    const told: string[] = [];
    const recording = recorder(folders.make(), { onProblem: (message) => told.push(message) });
    rmSync(recording.folder, { recursive: true });
    recording.look({ timestamp: 1, tasks: new Map([[task.id, 1]]) });
    recording.finish({ kind: 'finished', endedAt: 1 });
    expect(told).toHaveLength(1);
  });

  it('bears a listener that throws', () => {
    const root = join(folders.make(), 'file');
    writeFileSync(root, '');
    const onProblem = (): never => {
      throw new Error('listener');
    };
    expect(() => recorder(root, { onProblem })).not.toThrow();
  });

  it('leaves a record that says it is cut short when it is killed', async () => {
    const root = folders.make();
    const child = spawn(
      process.execPath,
      [
        '-e',
        `const { RunRecorder } = require(${JSON.stringify(join(__dirname, '../../dist/index.js'))});
        const recorder = new RunRecorder({ root: process.argv[1], command: 'nx', machine: { platform: 'linux' }, measuring: { intervalMs: 5 } });
        recorder.taskStarted({ id: 'app:build', project: 'app', target: 'build' });
        let looks = 0;
        setInterval(() => {
          recorder.look({ timestamp: Date.now(), tasks: new Map([['app:build', 1000 + looks]]) });
          if (++looks === 20) process.stdout.write('enough');
        }, 1);`,
        root,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    finish.push(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(readRecord(findRun(root)).state.kind).toBe('running');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const { record, samples } = readRun(findRun(root));
    expect(record.state.kind).toBe('cut-short');
    expect(samples.looks).toBeGreaterThanOrEqual(20);
    expect(record.tasks[0]?.outcome.status).toBe('running');
  });
});
