import { diagnosisOf } from '../testing/recorded-ends';
import type { ProcessEnd } from './process-end';

describe('a task that is stopped', () => {
  it('was stopped, whatever ended it', () => {
    expect(diagnosisOf('kill9', { ending: 'stopped' })).toBe('stopped, certain');
    expect(diagnosisOf('oom-exec', { ending: 'stopped' })).toBe('stopped, certain');
  });

  it('was likely stopped when an interrupt ended it', () => {
    expect(diagnosisOf('fail', { ends: [{ kind: 'exit-signal', pid: 1, signal: 'SIGINT' }] })).toBe(
      'stopped, likely',
    );
    expect(diagnosisOf('fail', { ends: [{ kind: 'exit-code', pid: 1, code: 130 }] })).toBe(
      'stopped, likely',
    );
  });
});

describe('a task of several processes', () => {
  it('is diagnosed by the first that failed', () => {
    const ends: ProcessEnd[] = [
      { kind: 'exit-code', pid: 1, code: 0 },
      { kind: 'exit-code', pid: 2, code: 3 },
      { kind: 'exit-signal', pid: 3, signal: 'SIGTERM' },
    ];
    expect(diagnosisOf('fail', { ends })).toBe('failed 3, certain');
  });

  it('is unknown when it is not known how any of them ended', () => {
    expect(diagnosisOf('fail', { ends: [] })).toBe('unknown, unproven');
  });
});
