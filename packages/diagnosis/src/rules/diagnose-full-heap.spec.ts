import { caseOf, diagnosisOf, recorded } from '../testing/recorded-ends';
import { diagnose } from './diagnose';
import type { OomCase } from './oom-case';
import { oomMessagesIn } from './oom-messages';

describe('messages about a full heap', () => {
  const { output } = recorded('v8-main');
  const { output: ofWorker } = recorded('v8-worker');
  const quoting = (text: string): Partial<OomCase> => ({ messages: oomMessagesIn(text) });

  it('say nothing of a task that succeeds', () => {
    const passing = { ...recorded('fail'), code: 0 };
    expect(diagnose(caseOf(passing, quoting(output)))).toBeUndefined();
    expect(diagnose(caseOf(passing, quoting(ofWorker)))).toBeUndefined();
  });

  it('are a quotation when their process cannot have been of the task', () => {
    expect(diagnosisOf('fail', { ...quoting(output), canBeOfTask: () => false })).toBe(
      'failed 1, certain',
    );
  });

  it('are a quotation when the heap was larger than all the task used', () => {
    const large = output.replaceAll(/-> [\d.]+ /g, '-> 4000.5 ');
    expect(diagnosisOf('fail', { ...quoting(large), canBeOfTask: () => true })).toBe(
      'failed 1, certain',
    );
  });

  it('are a quotation when they come without what V8 says before them', () => {
    const line =
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';
    expect(diagnosisOf('fail', quoting(`Expected: "${line}"`))).toBe('failed 1, certain');
  });

  it('are taken from a container, whose pids are others, when the task aborted', () => {
    expect(diagnosisOf('v8-npm', { canBeOfTask: () => false })).toBe('v8-heap-limit, task, likely');
  });

  it('are a quotation when their process is alive', () => {
    expect(diagnosisOf('fail', { ...quoting(output), isRunning: () => true })).toBe(
      'failed 1, certain',
    );
  });

  it('are a quotation when they are of a worker and the output goes on', () => {
    expect(diagnosisOf('fail', quoting(`${ofWorker}Tests: 1 failed\n`))).toBe('failed 1, certain');
  });

  it('may be followed by those of who started node when they are of a worker', () => {
    const npm = 'npm error Lifecycle script `build` failed with error:\nnpm error code 1\n';
    expect(diagnosisOf('fail', quoting(ofWorker + npm))).toBe(
      'v8-heap-limit, worker-thread, certain',
    );
  });

  it('are none when those of a worker are only mentioned', () => {
    const mentioned =
      'Expected ERR_WORKER_OUT_OF_MEMORY: Worker terminated due to reaching memory limit: JS heap out of memory\n';
    expect(diagnosisOf('fail', quoting(mentioned))).toBe('failed 1, certain');
  });
});
