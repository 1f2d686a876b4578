import type { Cause } from 'nx-peak';
import { diagnosisOf } from '../testing/diagnoses';
import { gradeOf } from './grade';
import type { Truth } from './truth';

const KILLED: Cause = { kind: 'out-of-memory', scope: 'cgroup', victim: 'task' };
const LOST: Cause = { ...KILLED, victim: 'descendant' };
const HEAP: Cause = { kind: 'v8-heap-limit', of: 'task', heapBytes: undefined };
const SIGKILL: Cause = { kind: 'killed-by-signal', signal: 'SIGKILL' };

const killedByKernel: Truth = {
  kind: 'out-of-memory',
  victim: 'task',
  end: { signal: 'SIGKILL' },
};
const fullHeap: Truth = { kind: 'v8-heap-limit', of: 'task', end: { signal: 'SIGABRT' } };
const killedByHand: Truth = { kind: 'ended', end: { signal: 'SIGKILL' } };
const failed: Truth = { kind: 'ended', end: { code: 3 } };

describe('a task that the kernel killed', () => {
  it('is rightly diagnosis, however sure', () => {
    expect(gradeOf(killedByKernel, diagnosisOf(KILLED))).toBe('right');
    expect(gradeOf(killedByKernel, diagnosisOf(KILLED, 'likely'))).toBe('right');
  });

  it('is not recognised when only its signal is named', () => {
    expect(gradeOf(killedByKernel, diagnosisOf(SIGKILL, 'unproven'))).toBe('not recognised');
  });

  it('is not recognised without a diagnosis', () => {
    expect(gradeOf(killedByKernel, null)).toBe('not recognised');
  });

  it('is wrong as one that V8 ended', () => {
    expect(gradeOf(killedByKernel, diagnosisOf(HEAP, 'likely'))).toBe('wrong');
  });

  it('is wrong as one that lost another process', () => {
    expect(gradeOf(killedByKernel, diagnosisOf(LOST, 'likely'))).toBe('wrong');
  });

  it('is wrong as one that the whole machine had no memory for', () => {
    expect(gradeOf(killedByKernel, diagnosisOf({ ...KILLED, scope: 'host' }))).toBe('wrong');
  });

  it('is wrong for certain as one that was stopped', () => {
    expect(gradeOf(killedByKernel, diagnosisOf({ kind: 'stopped' }))).toBe('wrong');
    expect(gradeOf(killedByKernel, diagnosisOf({ kind: 'stopped' }, 'likely'))).toBe(
      'not recognised',
    );
  });
});

describe('a task that V8 ended', () => {
  it('is right with the process whose heap was full', () => {
    expect(gradeOf(fullHeap, diagnosisOf(HEAP))).toBe('right');
    expect(gradeOf(fullHeap, diagnosisOf({ ...HEAP, of: 'worker-thread' }))).toBe('wrong');
  });

  it('is wrong as one that the kernel killed', () => {
    expect(gradeOf(fullHeap, diagnosisOf(KILLED, 'likely'))).toBe('wrong');
  });
});

describe('a task that ended for another reason', () => {
  it('is right with its signal or code', () => {
    expect(gradeOf(killedByHand, diagnosisOf(SIGKILL, 'unproven'))).toBe('right');
    expect(gradeOf(failed, diagnosisOf({ kind: 'failed', code: 3 }))).toBe('right');
  });

  it('is wrong as out of memory', () => {
    expect(gradeOf(killedByHand, diagnosisOf(KILLED, 'likely'))).toBe('wrong');
    expect(gradeOf(failed, diagnosisOf(HEAP, 'likely'))).toBe('wrong');
  });

  it('is wrong for certain with another code', () => {
    expect(gradeOf(failed, diagnosisOf({ kind: 'failed', code: 4 }))).toBe('wrong');
  });

  it('is not recognised when it is unknown', () => {
    expect(gradeOf(failed, diagnosisOf({ kind: 'unknown' }, 'unproven'))).toBe('not recognised');
  });
});

describe('a task that succeeded', () => {
  it('needs no diagnosis', () => {
    expect(gradeOf({ kind: 'succeeded', lost: false }, null)).toBe('right');
    expect(gradeOf({ kind: 'succeeded', lost: true }, null)).toBe('right');
  });

  it('is right to have lost a process only when it has', () => {
    expect(gradeOf({ kind: 'succeeded', lost: true }, diagnosisOf(LOST, 'likely'))).toBe('right');
    expect(gradeOf({ kind: 'succeeded', lost: false }, diagnosisOf(LOST, 'likely'))).toBe('wrong');
  });
});
