import { constants } from 'node:os';

/** How a process ended: by itself, or by a signal. */
export type ProcessEnd =
  | { readonly pid: number; readonly code: number }
  | { readonly pid: number; readonly signal: string };

/** From what Node tells in the event `exit` of a child process. */
export function endOfChild(
  pid: number,
  code: number | null,
  signal: string | null,
): ProcessEnd | undefined {
  if (signal !== null) {
    return { pid, signal };
  }
  return code === null ? undefined : { pid, code };
}

/**
 * From what Nx's native pseudo-terminal tells: `Success`, `Exited with code 1`, or `Terminated by `
 * and the C library's name of the signal (`Killed`, on macOS `Killed: 9`).
 */
export function endOfTerminalProcess(pid: number, message: string): ProcessEnd | undefined {
  if (message === 'Success') {
    return { pid, code: 0 };
  }
  const code = /^Exited with code (\d+)/.exec(message)?.[1];
  if (code !== undefined) {
    return { pid, code: Number(code) };
  }
  const name = /^Terminated by ([A-Za-z ]+)/.exec(message)?.[1]?.trim();
  const signal = name === undefined ? undefined : SIGNALS[name];
  return signal === undefined ? undefined : { pid, signal };
}

/** strsignal(3), of glibc, musl and macOS. */
const SIGNALS: Readonly<Record<string, string>> = {
  Abort: 'SIGABRT',
  'Abort trap': 'SIGABRT',
  Aborted: 'SIGABRT',
  'Bus error': 'SIGBUS',
  'Floating point exception': 'SIGFPE',
  Hangup: 'SIGHUP',
  'Illegal instruction': 'SIGILL',
  Interrupt: 'SIGINT',
  Killed: 'SIGKILL',
  Quit: 'SIGQUIT',
  'Segmentation fault': 'SIGSEGV',
  Terminated: 'SIGTERM',
};

/**
 * The signal that ended a process or, as shells and package managers pass it on with an exit code
 * of 128 and its number, a process below it.
 */
export function signalOf(end: ProcessEnd): string | undefined {
  if ('signal' in end) {
    return end.signal;
  }
  const number = end.code - 128;
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

export function isSuccess(end: ProcessEnd): boolean {
  return 'code' in end && end.code === 0;
}
