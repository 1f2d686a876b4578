import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStatm, type Statm } from './parse-statm';

function parsed(bytes: Buffer): Statm | undefined {
  const statm = { resident: -1, shared: -1 };
  return parseStatm(bytes, bytes.length, statm) ? statm : undefined;
}

const recorded = (pid: string): Statm | undefined =>
  parsed(readFileSync(join(__dirname, '__fixtures__/proc', pid, 'statm')));

describe('parseStatm', () => {
  it('reads the resident and the shared pages of a recorded process', () => {
    expect(recorded('11080')).toEqual({ resident: 5444, shared: 298 });
  });

  it.each([
    ['a zombie', '11084'],
    ['a kernel thread', '2'],
  ])('reads none for %s', (_what, pid) => {
    expect(recorded(pid)).toEqual({ resident: 0, shared: 0 });
  });

  it.each(['', '12', '12 x', '12 13'])('refuses %j, which is no such file', (text) => {
    expect(parsed(Buffer.from(text))).toBeUndefined();
  });

  it('does not read beyond the length, where an older file may be', () => {
    const bytes = Buffer.from('1 2 3\n9 9 9');
    const statm = { resident: 0, shared: 0 };
    expect(parseStatm(bytes, 4, statm)).toBe(false);
    expect(parseStatm(bytes, 6, statm)).toBe(true);
  });
});
