import type { Emit, Listener } from '../events';

/**
 * Tells when the process goes.
 *
 * Nx counts its own listeners and sets the limit to that number when a command runs its tasks; one
 * more listener and Node would print a MaxListenersExceededWarning. So ours is added, and room made
 * for it, after Nx did so: when the first task starts or ends.
 */
export class ExitWatch implements Listener {
  readonly name = 'exit of the process';
  readonly #onExit: (code: number) => void;
  #commandRuns = false;
  #listening = false;

  constructor(emit: Emit) {
    this.#onExit = (code) => {
      emit({ kind: 'process-exit', code });
    };
  }

  readonly on: Listener['on'] = {
    'command-started': () => {
      this.#commandRuns = true;
    },
    // Tasks of a batch are not run one by one, and cached ones not at all.
    'task-started': () => {
      this.#listen();
    },
    'task-scheduled': () => {
      this.#listen();
    },
    'task-ended': () => {
      this.#listen();
    },
  };

  stop(): void {
    process.off('exit', this.#onExit);
  }

  #listen(): void {
    if (!this.#listening || this.#commandRuns) {
      const limit = process.getMaxListeners();
      process.setMaxListeners(limit === 0 ? 0 : limit + 1);
    }
    this.#commandRuns = false;
    if (!this.#listening) {
      this.#listening = true;
      // First in line: a listener of nx may exit anew, after which no other is called.
      process.prependListener('exit', this.#onExit);
    }
  }
}
