import { constants } from 'node:os';

/** How a process ended: by itself with an exit code, or by a signal. */
export type ProcessEnd =
  | { readonly kind: 'exit-code'; readonly pid: number; readonly code: number }
  | { readonly kind: 'exit-signal'; readonly pid: number; readonly signal: string };

/**
 * The end of a child process, from what Node passes to listeners of `exit`.
 *
 * @returns undefined when Node has neither a code nor a signal
 */
export function endOfChild(
  pid: number,
  code: number | null,
  signal: string | null,
): ProcessEnd | undefined {
  if (signal !== null) {
    return { kind: 'exit-signal', pid, signal };
  }
  return code === null ? undefined : { kind: 'exit-code', pid, code };
}

/**
 * The end of a process on a pseudo-terminal, from the message of the Rust crate portable-pty:
 * `Success`, `Exited with code 1`, or `Terminated by ` and the C library's name of the signal
 * (`Killed`, on macOS `Killed: 9`).
 *
 * @returns undefined when the message has another form
 */
export function endOfTerminalProcess(pid: number, message: string): ProcessEnd | undefined {
  if (message === 'Success') {
    return { kind: 'exit-code', pid, code: 0 };
  }
  const code = /^Exited with code (\d+)/.exec(message)?.[1];
  if (code !== undefined) {
    return { kind: 'exit-code', pid, code: Number(code) };
  }
  const name = /^Terminated by ([A-Za-z ]+)/.exec(message)?.[1]?.trim();
  const signal = name === undefined ? undefined : SIGNALS[name];
  return signal === undefined ? undefined : { kind: 'exit-signal', pid, signal };
}

/** What strsignal(3) of glibc, musl and macOS calls each signal. */
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
 * The signal that ended a process, or that ended a process below it: shells and package managers
 * pass it on as an exit code of 128 and the signal's number.
 */
export function signalOf(end: ProcessEnd): string | undefined {
  switch (end.kind) {
    case 'exit-signal':
      return end.signal;
    case 'exit-code':
      return Object.entries(constants.signals).find(([, value]) => value === end.code - 128)?.[0];
  }
}

/** Whether a process ended with exit code 0. */
export function isSuccess(end: ProcessEnd): boolean {
  return end.kind === 'exit-code' && end.code === 0;
}

/** The end that decides how a task of several processes ends: the first that failed. */
export function decidingEnd(ends: readonly ProcessEnd[]): ProcessEnd | undefined {
  return ends.find((end) => !isSuccess(end));
}
