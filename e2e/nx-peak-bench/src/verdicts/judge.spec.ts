import type { Cause } from 'nx-peak';
import { told } from '../testing/verdicts';
import { judge } from './judge';
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
  it('is rightly told, however sure', () => {
    expect(judge(killedByKernel, told(KILLED))).toBe('right');
    expect(judge(killedByKernel, told(KILLED, 'likely'))).toBe('right');
  });

  it('is not recognised when only its signal is told', () => {
    expect(judge(killedByKernel, told(SIGKILL, 'unproven'))).toBe('not recognised');
  });

  it('is not recognised when nothing is told', () => {
    expect(judge(killedByKernel, null)).toBe('not recognised');
  });

  it('is wrongly told as one that V8 ended', () => {
    expect(judge(killedByKernel, told(HEAP, 'likely'))).toBe('wrong');
  });

  it('is wrongly told as one that lost another process', () => {
    expect(judge(killedByKernel, told(LOST, 'likely'))).toBe('wrong');
  });

  it('is wrongly told as killed for want of memory of the machine', () => {
    expect(judge(killedByKernel, told({ ...KILLED, scope: 'host' }))).toBe('wrong');
  });

  it('is wrongly told for certain as one that was stopped', () => {
    expect(judge(killedByKernel, told({ kind: 'stopped' }))).toBe('wrong');
    expect(judge(killedByKernel, told({ kind: 'stopped' }, 'likely'))).toBe('not recognised');
  });
});

describe('a task that V8 ended', () => {
  it('is rightly told with the process whose heap was full', () => {
    expect(judge(fullHeap, told(HEAP))).toBe('right');
    expect(judge(fullHeap, told({ ...HEAP, of: 'worker-thread' }))).toBe('wrong');
  });

  it('is wrongly told as one that the kernel killed', () => {
    expect(judge(fullHeap, told(KILLED, 'likely'))).toBe('wrong');
  });
});

describe('a task that ended for another reason', () => {
  it('is rightly told by its signal or code', () => {
    expect(judge(killedByHand, told(SIGKILL, 'unproven'))).toBe('right');
    expect(judge(failed, told({ kind: 'failed', code: 3 }))).toBe('right');
  });

  it('is wrongly told as a death for want of memory', () => {
    expect(judge(killedByHand, told(KILLED, 'likely'))).toBe('wrong');
    expect(judge(failed, told(HEAP, 'likely'))).toBe('wrong');
  });

  it('is wrongly told for certain with another code', () => {
    expect(judge(failed, told({ kind: 'failed', code: 4 }))).toBe('wrong');
  });

  it('is not recognised when it is unknown', () => {
    expect(judge(failed, told({ kind: 'unknown' }, 'unproven'))).toBe('not recognised');
  });
});

describe('a task that succeeded', () => {
  it('needs no verdict', () => {
    expect(judge({ kind: 'succeeded', lost: false }, null)).toBe('right');
    expect(judge({ kind: 'succeeded', lost: true }, null)).toBe('right');
  });

  it('is rightly told to have lost a process only when it has', () => {
    expect(judge({ kind: 'succeeded', lost: true }, told(LOST, 'likely'))).toBe('right');
    expect(judge({ kind: 'succeeded', lost: false }, told(LOST, 'likely'))).toBe('wrong');
  });
});
