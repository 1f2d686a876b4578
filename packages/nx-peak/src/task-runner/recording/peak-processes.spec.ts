import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { PeakProcess } from '@nx-peak/run-record/recorder';
import { PeakProcesses } from './peak-processes';
import { listProcesses } from './process-list';

/** What a task's processes hold can be set; says how often it was asked. */
class Processes {
  held: readonly number[] = [];
  reads = 0;
  readonly list = (): PeakProcess[] => {
    this.reads++;
    return this.held.map((memory, index) => ({ pid: index + 1, memory }));
  };
}

let processes: Processes;
let peaks: PeakProcesses;
beforeEach(() => {
  processes = new Processes();
  peaks = new PeakProcesses(processes.list);
});

describe('PeakProcesses', () => {
  it('gives the processes that held the peak, the largest first', () => {
    processes.held = [30, 70];
    peaks.sampled('a', 100, 0);
    expect(peaks.of('a', 100)).toEqual([
      { pid: 2, memory: 70 },
      { pid: 1, memory: 30 },
    ]);
  });

  it('gives none that held much less: the peak was over when they were read', () => {
    processes.held = [40];
    peaks.sampled('a', 100, 0);
    expect(peaks.of('a', 100)).toBeUndefined();
  });

  it('reads again when the peak has grown, but not more often than once a second', () => {
    processes.held = [100];
    peaks.sampled('a', 100, 0);
    processes.held = [200];
    peaks.sampled('a', 200, 500);
    expect([processes.reads, peaks.of('a', 200)]).toEqual([1, undefined]);
    peaks.sampled('a', 200, 5000);
    expect([processes.reads, peaks.of('a', 200)]).toEqual([2, [{ pid: 1, memory: 200 }]]);
    peaks.sampled('a', 205, 10_000); // explained well enough
    expect(processes.reads).toBe(2);
  });

  it('forgets a task', () => {
    processes.held = [100];
    peaks.sampled('a', 100, 0);
    peaks.forget('a');
    expect(peaks.of('a', 100)).toBeUndefined();
  });
});

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('listProcesses', () => {
  let child: ChildProcess;
  afterEach(() => {
    child.kill('SIGKILL');
  });

  onLinux('lists a process and those below it, with what they hold', async () => {
    const inner = 'console.log(process.pid); setInterval(() => {}, 1000)';
    child = spawn(
      process.execPath,
      [
        '-e',
        `const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' });
         process.on('SIGTERM', () => { c.kill('SIGKILL'); process.exit(); });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const innerPid = Number(String(line));
    const found = listProcesses([child.pid ?? 0]) ?? [];
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    expect(found.map(({ pid, ppid }) => [pid, ppid])).toEqual([
      [child.pid, process.pid],
      [innerPid, child.pid],
    ]);
    found.forEach(({ name, command, memory }) => {
      expect(name).toMatch(/node/i);
      expect(command).toContain(' -e ');
      expect(memory).toBeGreaterThan(5 * 1024 * 1024);
    });
  });

  it('knows nothing of a process that is gone', () => {
    expect(listProcesses([2 ** 22 + 1])).toBeUndefined();
  });
});
