import { killOwnedProcesses } from '@nx-peak/testkit';
import { ownName } from './own-name';

const last: (() => void)[] = [];

/** To be done when the benchmark ends, however it ends, the newest first; processes are dead then. */
export function atEnd(action: () => void): void {
  last.push(action);
}

/** Kills everything that was started and does what is left to do. Call once. */
export function cleanUpAtEnd(): void {
  process.once('exit', () => {
    killOwnedProcesses(ownName());
    for (const action of last.reverse()) {
      try {
        action();
      } catch (error) {
        console.error(`Not cleaned up: ${String(error)}`);
      }
    }
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      process.exit(code);
    });
  }
}
