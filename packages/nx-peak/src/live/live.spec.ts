import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '@nx-peak/run-record/recorder';
import { askAll, parseSnapshot } from './client';
import { renderSnapshot } from './render';
import { serve } from './server';
import { liveMachine, makeSnapshot, type Snapshot } from './snapshot';
import { socketFolder, socketPath } from './sockets';

const MB = 1024 * 1024;
const GB = 1024 * MB;

const snapshot: Snapshot = {
  version: 2,
  at: 75_000,
  run: { id: 'r', pid: process.pid, command: 'nx run-many -t build', startedAt: 0 },
  tasks: [
    { id: 'a:build', startedAt: 15_000, current: 300 * MB, peak: 512 * MB, maxProcesses: 3 },
    { id: 'b:build' },
  ],
  ended: 4,
  nx: { current: 200 * MB, peak: 250 * MB },
  peak: { rss: 800 * MB, tasksRss: 580 * MB, nxRss: 220 * MB },
  machine: { memory: 8 * GB, available: 5 * GB },
};

const emptyRecord: RunRecord = {
  format: 'nx-peak-run',
  version: '2.0',
  id: 'r',
  process: { pid: 7 },
  state: { kind: 'running' },
  command: 'nx',
  startedAt: 1,
  updatedAt: 1,
  versions: {},
  machine: { platform: 'linux' },
  machineClass: { platform: 'linux' },
  measuring: { intervalMs: 500 },
  tasks: [],
};

let root: string;
const undo: (() => void)[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'live-'));
});
afterEach(() => {
  undo.splice(0).forEach((step) => {
    step();
  });
  rmSync(root, { recursive: true });
});

function unexpected(error: unknown): void {
  throw error as Error;
}

describe('a live socket', () => {
  it('answers with a snapshot, is the owner’s alone, and goes with its run', async () => {
    const sockets = socketFolder(root);
    const stop = serve(sockets, () => snapshot, unexpected);
    expect(await askAll(sockets)).toEqual([{ kind: 'run', snapshot }]);
    const path = socketPath(sockets, process.pid);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(sockets.folder).mode & 0o777).toBe(0o700);
    stop();
    expect(existsSync(path)).toBe(false);
    expect(await askAll(sockets)).toEqual([]);
  });

  it('is removed when nobody listens to it any more', async () => {
    const sockets = socketFolder(root);
    mkdirSync(sockets.folder, { recursive: true });
    const stale = socketPath(sockets, 2 ** 22 + 1);
    writeFileSync(stale, '');
    undo.push(serve(sockets, () => snapshot, unexpected));
    expect(existsSync(stale)).toBe(false);

    writeFileSync(stale, ''); // connecting to what is no socket is refused, too
    expect(await askAll(sockets)).toContainEqual({ kind: 'gone' });
    expect(existsSync(stale)).toBe(false);
  });

  it('is elsewhere when the path of the workspace is too long for one', async () => {
    const deep = join(root, 'x'.repeat(90));
    const sockets = socketFolder(deep, root);
    expect(sockets.folder.startsWith(join(root, 'nx-peak-'))).toBe(true);
    undo.push(serve(sockets, () => snapshot, unexpected));
    expect(await askAll(sockets)).toEqual([{ kind: 'run', snapshot }]);
    expect(await askAll(socketFolder(`${deep}y`, root))).toEqual([]);
  });

  it('is not made in what is no folder of this user', () => {
    const sockets = socketFolder(root);
    mkdirSync(join(root, '.nx/peak'), { recursive: true });
    writeFileSync(sockets.folder, '');
    expect(() => serve(sockets, () => snapshot, unexpected)).toThrow();
  });
});

describe('a snapshot', () => {
  it('holds the running tasks, the heaviest first, and no measurement that is not known', () => {
    const task = (id: string, kind: 'running' | 'succeeded') => ({
      id,
      project: id,
      target: 'build',
      outcome: { kind },
    });
    const record = {
      ...emptyRecord,
      tasks: [task('a', 'running'), task('b', 'running'), task('c', 'succeeded')],
    };
    const held: Readonly<Record<string, number>> = { b: 5 };
    const made = makeSnapshot(
      record,
      9,
      (id) => ({ current: held[id], peak: held[id], maxProcesses: undefined }),
      liveMachine({ total: 10, available: undefined }, undefined, undefined),
    );
    expect(made.tasks).toEqual([{ id: 'b', current: 5, peak: 5 }, { id: 'a' }]);
    expect(made.ended).toBe(1);
    expect(made.machine).toEqual({ memory: 10 });
    expect(made).not.toHaveProperty('nx');
    expect(made).not.toHaveProperty('peak');
  });

  it('adds up the parts of nx, and tells the run’s peak of tasks and nx apart', () => {
    const used: Readonly<Record<string, number>> = { MainCLI: 100, Daemon: 20, 'a:build': 7 };
    const made = makeSnapshot(
      {
        ...emptyRecord,
        nxItself: { peakRss: 150, groups: {} },
        peak: { timestamp: 1, rss: 90, tasksRss: 60, nxRss: 30, tasks: [] },
      },
      9,
      (id) => ({ current: used[id], peak: undefined, maxProcesses: undefined }),
      { memory: 10 },
    );
    expect(made.nx).toEqual({ current: 120, peak: 150 });
    expect(made.peak).toEqual({ rss: 90, tasksRss: 60, nxRss: 30 });
  });

  it('is refused when it is of another version', () => {
    expect(() => parseSnapshot('{"version":1}')).toThrow('another version of nx-peak');
  });

  it('reads as a table', () => {
    expect(renderSnapshot(snapshot)).toBe(
      [
        'nx run-many -t build',
        '1m 15s, 2 running, 4 ended; tasks use 300MB, nx itself 200MB of 8.0GB, 5.0GB available',
        'peak so far: 580MB of tasks + 220MB of nx itself = 800MB',
        '',
        '  NOW   PEAK  PROCS   TIME  TASK',
        '300MB  512MB      3  1m 0s  a:build',
        '    -      -      -      -  b:build',
        '200MB  250MB      -      -  nx itself',
        '',
      ].join('\n'),
    );
  });

  it('reads without nx where nx was not measured', () => {
    const { nx, peak, ...rest } = snapshot;
    expect([nx, peak]).not.toContain(undefined);
    expect(renderSnapshot({ ...rest, peak: { rss: MB, tasksRss: MB } })).toBe(
      [
        'nx run-many -t build',
        '1m 15s, 2 running, 4 ended; tasks use 300MB of 8.0GB, 5.0GB available',
        'peak so far: 1MB of tasks',
        '',
        '  NOW   PEAK  PROCS   TIME  TASK',
        '300MB  512MB      3  1m 0s  a:build',
        '    -      -      -      -  b:build',
        '',
      ].join('\n'),
    );
  });

  it('says that no task is running', () => {
    const { nx, peak, ...rest } = snapshot;
    expect([nx, peak]).not.toContain(undefined);
    expect(renderSnapshot({ ...rest, tasks: [] })).toMatch(/\n\nNo task is running\.\n$/);
  });

  it('is cut to the lines there are, and nx itself stays', () => {
    const cut = renderSnapshot(snapshot, 9);
    expect(cut).toContain('and 1 more task\n');
    expect(cut).toContain('nx itself');
    expect(cut.trimEnd().split('\n').length).toBeLessThan(9);
  });
});
