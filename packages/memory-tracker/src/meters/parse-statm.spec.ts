import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStatm } from './parse-statm';

const recorded = (pid: string): string =>
  readFileSync(join(__dirname, '__fixtures__/proc', pid, 'statm'), 'latin1');

describe('parseStatm', () => {
  it('reads the resident pages of a recorded process', () => {
    expect(parseStatm(recorded('11080'))).toBe(5444);
  });

  it.each([
    ['a zombie', '11084'],
    ['a kernel thread', '2'],
  ])('reads none for %s', (_what, pid) => {
    expect(parseStatm(recorded(pid))).toBe(0);
  });

  it.each(['', '12', '12 x'])('refuses %j, which is no such file', (text) => {
    expect(parseStatm(text)).toBeUndefined();
  });
});
