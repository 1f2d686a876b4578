import { spawn } from 'node:child_process';
import { beforeNewChild, newChild, type ChildrenSource } from './new-child';

const onLinux = process.platform === 'linux' ? it : it.skip;

/** Gives these children from one read to the next, and these last pids; the last of each again and again. */
function scripted(children: readonly number[][], lastPids: readonly (number | undefined)[]) {
  const next = <T>(values: readonly T[]): (() => T) => {
    let index = 0;
    return () => values[Math.min(index++, values.length - 1)] as T;
  };
  const pids = next(children);
  return { children: () => new Set(pids()), lastPid: next(lastPids) } satisfies ChildrenSource;
}

describe('the new child of this process', () => {
  onLinux('is found among all others', () => {
    const others = [1, 2].map(() => spawn('sleep', ['60']));
    const before = beforeNewChild();
    const child = spawn('sleep', ['60']);
    try {
      expect(newChild(before)).toBe(child.pid);
    } finally {
      [...others, child].forEach((one) => one.kill('SIGKILL'));
    }
  });

  it('is found when the first reads miss it', () => {
    const source = scripted([[5], [5], [5], [5], [5, 9]], [8, 9]);
    expect(newChild(beforeNewChild(source), source)).toBe(9);
  });

  it('is not an older child that was missed before', () => {
    const source = scripted([[], [], [5], [5, 9]], [8, 9]);
    expect(newChild(beforeNewChild(source), source)).toBe(9);
  });

  it('is the one above the last pid also when pids began anew', () => {
    const source = scripted([[], [], [32_000, 301]], [32_760, 302]);
    expect(newChild(beforeNewChild(source), source)).toBe(301);
  });

  it.each([
    ['stands still', [8]],
    ['is not there', [undefined]],
  ])('is found without the last pid of the kernel where that %s', (_what, lastPids) => {
    const source = scripted([[5], [5], [5, 9]], lastPids);
    expect(newChild(beforeNewChild(source), source)).toBe(9);
  });

  it('is not guessed when an older child alone can be seen, or several are new', () => {
    const none = scripted([[], [], [5]], [8, 9]);
    expect(() => newChild(beforeNewChild(none), none)).toThrow('expected one new child process');
    const several = scripted([[5], [5], [5, 9, 10]], [8, 10]);
    expect(() => newChild(beforeNewChild(several), several)).toThrow(
      'expected one new child process, found 2',
    );
  });
});
