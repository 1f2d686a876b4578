import { endOfChild, endOfTerminalProcess, signalOf } from './process-end';

describe('the end of a process', () => {
  it('is what Node reports: a code, or a signal', () => {
    expect(endOfChild(7, 3, null)).toEqual({ kind: 'exit-code', pid: 7, code: 3 });
    expect(endOfChild(7, null, 'SIGKILL')).toEqual({
      kind: 'exit-signal',
      pid: 7,
      signal: 'SIGKILL',
    });
    expect(endOfChild(7, null, null)).toBeUndefined();
  });

  it.each([
    ['Success', { kind: 'exit-code', pid: 7, code: 0 }],
    ['Exited with code 137', { kind: 'exit-code', pid: 7, code: 137 }],
    ['Terminated by Killed', { kind: 'exit-signal', pid: 7, signal: 'SIGKILL' }],
    ['Terminated by Killed: 9', { kind: 'exit-signal', pid: 7, signal: 'SIGKILL' }],
    ['Terminated by Aborted', { kind: 'exit-signal', pid: 7, signal: 'SIGABRT' }],
    ['Terminated by Abort trap: 6', { kind: 'exit-signal', pid: 7, signal: 'SIGABRT' }],
    ['Terminated by Real-time signal 3', undefined],
    ['something else', undefined],
  ])('is read from "%s" of a pseudo-terminal', (message, end) => {
    expect(endOfTerminalProcess(7, message)).toEqual(end);
  });

  it('has the signal that a shell passed on', () => {
    expect(signalOf({ kind: 'exit-code', pid: 7, code: 137 })).toBe('SIGKILL');
    expect(signalOf({ kind: 'exit-code', pid: 7, code: 134 })).toBe('SIGABRT');
    expect(signalOf({ kind: 'exit-signal', pid: 7, signal: 'SIGSEGV' })).toBe('SIGSEGV');
  });

  it.each([0, 1, 2, 127, 128, 255])('has no signal with the code %i', (code) => {
    expect(signalOf({ kind: 'exit-code', pid: 7, code })).toBeUndefined();
  });
});
