import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAlive, startTime, thisProcess } from './process-identity';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

describe('isAlive', () => {
  it('is true for this process, by its pid and as it names itself', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(thisProcess())).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 30])('is false for %p, which no process has', (pid) => {
    expect(isAlive(pid)).toBe(false);
    expect(isAlive({ pid })).toBe(false);
  });

  it('is false for a process that has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(isAlive(child.pid ?? 0)).toBe(false);
  });

  it.each(['Z', 'X'])('is false for one that nobody has waited for: %s', (state) => {
    const stat = `${process.pid} (a) b) ${state} 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0`;
    expect(isAlive(process.pid, () => stat)).toBe(false);
    expect(isAlive(process.pid, () => stat.replace(`) ${state}`, ') S'))).toBe(true);
  });

  it('goes by the signal where there is no /proc', () => {
    expect(isAlive({ pid: process.pid, startTicks: '1' }, () => undefined)).toBe(true);
  });
});

onLinux('the identity of a process', () => {
  it('tells a process from a later one with its pid', () => {
    expect(isAlive({ pid: process.pid, startTicks: '1' })).toBe(false);
    expect(thisProcess().startTicks).toBe(String(startTime(process.pid)));
    expect(startTime(2 ** 30)).toBeUndefined();
  });
});
