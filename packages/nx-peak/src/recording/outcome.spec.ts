import { formatDiagnosis, type Cause, type Diagnosis } from '@nx-peak/diagnosis';
import { recordedDiagnosis, outcomeOf } from './outcome';

describe('outcomeOf', () => {
  it('tells a success, and where a cached one came from', () => {
    expect(outcomeOf('success', { kind: 'exit-code', pid: 1, code: 0 })).toEqual({
      kind: 'succeeded',
      exitCode: 0,
    });
    expect(outcomeOf('local-cache', undefined)).toEqual({ kind: 'cached', cache: 'local' });
    expect(outcomeOf('local-cache-kept-existing', undefined)).toEqual({
      kind: 'cached',
      cache: 'local-kept',
    });
    expect(outcomeOf('remote-cache', undefined)).toEqual({ kind: 'cached', cache: 'remote' });
  });

  it('tells by what a task failed, unless its process did not', () => {
    expect(outcomeOf('failure', { kind: 'exit-code', pid: 1, code: 3 })).toEqual({
      kind: 'failed',
      exitCode: 3,
    });
    expect(outcomeOf('failure', { kind: 'exit-signal', pid: 1, signal: 'SIGKILL' })).toEqual({
      kind: 'failed',
      signal: 'SIGKILL',
    });
    expect(outcomeOf('failure', { kind: 'exit-code', pid: 1, code: 0 })).toEqual({
      kind: 'failed',
    });
    expect(outcomeOf('failure', undefined)).toEqual({ kind: 'failed' });
  });

  it('takes a task whose end nobody told for stopped', () => {
    expect(outcomeOf(undefined, undefined)).toEqual({ kind: 'stopped' });
    expect(outcomeOf('stopped', { kind: 'exit-signal', pid: 1, signal: 'SIGTERM' })).toEqual({
      kind: 'stopped',
      signal: 'SIGTERM',
    });
    expect(outcomeOf('skipped', undefined)).toEqual({ kind: 'skipped' });
  });
});

describe('recordedDiagnosis', () => {
  const MB = 1024 ** 2;
  const diagnosis = (cause: Cause): Diagnosis => ({
    ...cause,
    confidence: 'certain',
    evidence: [],
    memory: { currentBytes: undefined, limit: undefined, hostBytes: 1024 * MB, others: [] },
  });

  it('says of a death of memory what the log says', () => {
    const killed = diagnosis({ kind: 'out-of-memory', scope: 'host', victim: 'task' });
    expect(recordedDiagnosis(killed, 300 * MB)).toEqual({
      cause: 'out-of-memory',
      confidence: 'certain',
      ...formatDiagnosis(killed, 300 * MB),
    });
  });

  it.each<Cause>([
    { kind: 'failed', code: 1 },
    { kind: 'stopped' },
    { kind: 'unknown' },
    { kind: 'killed-by-signal', signal: 'SIGTERM' },
  ])('has nothing to say of $kind, as the log has not', (cause) => {
    expect(recordedDiagnosis(diagnosis(cause), 300 * MB)).toBeUndefined();
  });
});
