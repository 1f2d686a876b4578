import { formatDiagnosis, type Cause, type Diagnosis } from '@nx-peak/diagnosis';
import { deathOf, outcomeOf } from './outcome';

describe('outcomeOf', () => {
  it('tells a success, and where a cached one came from', () => {
    expect(outcomeOf('success', { kind: 'exit-code', pid: 1, code: 0 })).toEqual({
      status: 'succeeded',
      exitCode: 0,
    });
    expect(outcomeOf('local-cache', undefined)).toEqual({ status: 'cached', cache: 'local' });
    expect(outcomeOf('local-cache-kept-existing', undefined)).toEqual({
      status: 'cached',
      cache: 'local-kept',
    });
    expect(outcomeOf('remote-cache', undefined)).toEqual({ status: 'cached', cache: 'remote' });
  });

  it('tells by what a task failed, unless its process did not', () => {
    expect(outcomeOf('failure', { kind: 'exit-code', pid: 1, code: 3 })).toEqual({
      status: 'failed',
      exitCode: 3,
    });
    expect(outcomeOf('failure', { kind: 'exit-signal', pid: 1, signal: 'SIGKILL' })).toEqual({
      status: 'failed',
      signal: 'SIGKILL',
    });
    expect(outcomeOf('failure', { kind: 'exit-code', pid: 1, code: 0 })).toEqual({
      status: 'failed',
    });
    expect(outcomeOf('failure', undefined)).toEqual({ status: 'failed' });
  });

  it('takes a task whose end nobody told for stopped', () => {
    expect(outcomeOf(undefined, undefined)).toEqual({ status: 'stopped' });
    expect(outcomeOf('stopped', { kind: 'exit-signal', pid: 1, signal: 'SIGTERM' })).toEqual({
      status: 'stopped',
      signal: 'SIGTERM',
    });
    expect(outcomeOf('skipped', undefined)).toEqual({ status: 'skipped' });
  });
});

describe('deathOf', () => {
  const MB = 1024 ** 2;
  const diagnosis = (cause: Cause): Diagnosis => ({
    ...cause,
    confidence: 'certain',
    evidence: [],
    memory: { currentBytes: undefined, limit: undefined, hostBytes: 1024 * MB, others: [] },
  });

  it('says of a death of memory what the log says', () => {
    const killed = diagnosis({ kind: 'out-of-memory', scope: 'host', victim: 'task' });
    expect(deathOf(killed, 300 * MB)).toEqual({
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
    expect(deathOf(diagnosis(cause), 300 * MB)).toBeUndefined();
  });
});
