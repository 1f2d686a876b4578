import { FailureLog } from '../failures';
import { noticeOf } from './notice';

describe('the notice at the end of a run', () => {
  it('is not there when nothing failed', () => {
    expect(noticeOf(new FailureLog())).toBeUndefined();
  });

  it('tells the first failure in one line and where to read on', () => {
    const failures = new FailureLog();
    failures.record('memory collector', 'procfs was given up.');
    expect(noticeOf(failures)).toBe('nx-peak: procfs was given up. (see: npx nx-peak doctor)');
  });

  it('counts the others', () => {
    const failures = new FailureLog();
    failures.record('a', 'first');
    failures.record('b', 'second');
    failures.record('c', 'third');
    expect(noticeOf(failures)).toBe('nx-peak: first (and 2 more) (see: npx nx-peak doctor)');
  });
});
