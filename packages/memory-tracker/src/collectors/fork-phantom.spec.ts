import { isForkPhantom, PHANTOM_MAX_AGE_MS } from './fork-phantom';

const row = (preExec: boolean) => ({ pid: 7, ppid: 1, startTime: 1, preExec });
const SEEN_AT = 1000;

describe('isForkPhantom', () => {
  it('is a process seen between fork() and exec()', () => {
    expect(isForkPhantom(row(true), SEEN_AT, SEEN_AT)).toBe(true);
    expect(isForkPhantom(row(true), SEEN_AT, SEEN_AT + PHANTOM_MAX_AGE_MS)).toBe(true);
  });

  it('is no phantom any more once it called exec()', () => {
    expect(isForkPhantom(row(false), SEEN_AT, SEEN_AT)).toBe(false);
  });

  it('is no phantom but a fork server when it has not called exec() for long', () => {
    expect(isForkPhantom(row(true), SEEN_AT, SEEN_AT + PHANTOM_MAX_AGE_MS + 1)).toBe(false);
  });
});
