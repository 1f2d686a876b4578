import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyStat, parseStat, PF_FORKNOEXEC, type Stat } from './parse-stat';

const recorded = (pid: string): Buffer =>
  readFileSync(join(__dirname, '__fixtures__/proc', pid, 'stat'));

function parsed(bytes: Buffer): Stat | undefined {
  const stat = emptyStat();
  return parseStat(bytes, bytes.length, stat) ? stat : undefined;
}

describe('parseStat, on files recorded from real processes', () => {
  it.each([
    ['with spaces and parentheses in its name', 11080, 'a b) R (1 2', 11039, 198789],
    ['with newlines in its name', 11081, 'new\nline) Z 0\n', 11039, 198789],
    ['with a name that is no UTF-8', 11082, '\xff\xfe) S 1', 11039, 198789],
    ['named )', 11083, ')', 11039, 198790],
    ['that is a zombie', 11084, 'true', 11039, 198790],
    ['of the kernel', 2, 'kthreadd', 0, 24],
  ])('reads a process %s', (_what, pid, name, ppid, startTicks) => {
    const bytes = recorded(String(pid));
    expect(bytes.toString('latin1')).toContain(`${pid} (${name}) `);
    expect(parsed(bytes)).toMatchObject({ pid, ppid, startTicks });
  });

  it('tells a process that was forked and runs on without exec()', () => {
    const flagsOf = (pid: string): number => parsed(recorded(pid))?.flags ?? 0;
    expect(flagsOf('11085') & PF_FORKNOEXEC).toBe(PF_FORKNOEXEC);
    expect(flagsOf('11080') & PF_FORKNOEXEC).toBe(0);
  });

  it('adds up user and system time, its own and that of children waited for', () => {
    const times = Buffer.from('7 (make) S 1 7 7 0 -1 64 100 0 0 0 12 3 400 50 20 0 1 0 9000 0 0');
    expect(parsed(times)).toMatchObject({ ownTicks: 15, childTicks: 450, startTicks: 9000 });
    expect(parsed(recorded('11081'))).toMatchObject({ ownTicks: 1, childTicks: 0 });
  });

  it.each(['', '12', '12 (name)', '12 (name) S 1 2 3', '12 (name) S x 1 1 0 -1 64'])(
    'refuses %j, which is no such file',
    (text) => {
      expect(parsed(Buffer.from(text))).toBeUndefined();
    },
  );
});
