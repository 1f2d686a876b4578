import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyStatus, parseStatus, type Status } from './parse-status';

const KB = 1024;

function parsed(bytes: Buffer): Status | undefined {
  const status = emptyStatus();
  return parseStatus(bytes, bytes.length, status) ? status : undefined;
}

const recorded = (name: string): Status | undefined =>
  parsed(readFileSync(join(__dirname, '__fixtures__/status', name)));

describe('parseStatus, on files recorded from real processes', () => {
  it('reads the high-water mark and the three parts of the resident set', () => {
    expect(recorded('spike-and-shared-memory')).toEqual({
      tgid: 16307,
      ppid: 16263,
      highWater: 62020 * KB,
      resident: 19244 * KB,
      anonymous: 7240 * KB,
      file: 3812 * KB,
      shmem: 8192 * KB,
      swap: 0,
    });
  });

  it.each([
    ['parentheses in its name', 'parentheses', 11032],
    ['a name like other lines', 'newlines', 11032],
    ['a name that is no UTF-8', 'no-utf8', 11032],
  ])('is not misled by a process with %s', (_what, name, kilobytes) => {
    const status = recorded(name);
    expect(status?.ppid).toBe(16263);
    expect(status?.resident).toBe(status?.highWater);
    expect(Math.abs((status?.highWater ?? 0) / KB - kilobytes)).toBeLessThan(100);
  });

  it.each(['zombie', 'kernel-thread'])('reads no memory of a %s', (name) => {
    expect(recorded(name)).toMatchObject({ highWater: 0, resident: 0, swap: Number.NaN });
  });

  it('tells which process a thread belongs to', () => {
    expect(recorded('thread')).toMatchObject({ tgid: 16263, ppid: 16212 });
  });

  it.each(['', 'Name:\tx\n', 'Tgid:\tx\nPPid:\t1\n'])(
    'refuses %j, which is no such file',
    (text) => {
      expect(parsed(Buffer.from(text))).toBeUndefined();
    },
  );
});
