import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ReadText } from '../read-text';
import { isAlive } from '../process-identity';
import { canHaveStartedSince, isExiting } from './process-state';

const files =
  (texts: Readonly<Record<string, string>>): ReadText =>
  (file) =>
    texts[file];

const stat = (state: string, flags: number): ReadText =>
  files({
    [`/proc/${process.pid}/stat`]: `7 (a) Z 1 (b) ${state} 1 7 7 0 -1 ${flags} 100 0 0 0`,
  });

describe('the state of a process', () => {
  it('is read behind its name, which may hold anything', () => {
    expect(isAlive(process.pid, stat('S', 0x400000))).toBe(true);
    expect(isExiting(process.pid, stat('S', 0x400000))).toBe(false);
  });

  it('is exiting before it is a zombie', () => {
    expect(isExiting(process.pid, stat('R', 0x400004))).toBe(true);
    expect(isAlive(process.pid, stat('R', 0x400004))).toBe(true);
  });

  it.each(['Z', 'X'])('%s is not running', (state) => {
    expect(isAlive(process.pid, stat(state, 0x400004))).toBe(false);
  });

  it('is exiting and not running when the process is gone', () => {
    expect(isExiting(7, files({}))).toBe(true);
    expect(isAlive(2 ** 30)).toBe(false);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('of a child that nobody has waited for is that of a zombie', async () => {
    // What the shell becomes waits for nobody.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
    const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(String(printed));
    expect(isAlive(process.pid)).toBe(true);
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect([isAlive(pid), isExiting(pid)]).toEqual([false, true]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });
});

describe('the order of pids', () => {
  const last = (pid: number): ReadText =>
    files({ '/proc/loadavg': `0.20 0.18 0.12 1/80 ${pid}\n` });

  it('ends at the last one handed out', () => {
    expect([99, 100, 150, 200, 201].map((pid) => canHaveStartedSince(100, pid, last(200)))).toEqual(
      [false, true, true, true, false],
    );
  });

  it('begins anew after the largest', () => {
    expect([50, 51, 99, 100, 9999].map((pid) => canHaveStartedSince(100, pid, last(50)))).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('has no end where the system does not tell the last one', () => {
    expect([99, 100, 9999].map((pid) => canHaveStartedSince(100, pid, files({})))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
