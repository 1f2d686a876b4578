/** Lets callers wait for something to become true of what a process has printed so far. */
export class Expectation {
  readonly #waiting = new Set<() => void>();
  readonly #show: () => string;
  #ended: string | undefined;

  /** @param show what failures quote: everything printed so far */
  constructor(show: () => string) {
    this.#show = show;
  }

  /** Something was printed: all who wait check it again. */
  changed(): void {
    this.#waiting.forEach((check) => {
      check();
    });
  }

  /** Nothing will be printed any more. */
  end(reason: string): void {
    this.#ended = reason;
    this.changed();
  }

  /** Resolves once it holds; rejects when the process ends or patience does before. */
  async until(what: string, holds: () => boolean, timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const finish = (failure?: string) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        if (failure === undefined) {
          resolve();
        } else {
          reject(new Error(`Waited for ${what}: ${failure}. Printed so far:\n${this.#show()}`));
        }
      };
      const check = () => {
        if (holds()) {
          finish();
        } else if (this.#ended !== undefined) {
          finish(this.#ended);
        }
      };
      const timer = setTimeout(() => {
        finish(`not within ${timeoutMs} ms`);
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }
}

/** Whether the text holds a string, or something the pattern matches. */
export function contains(text: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? text.includes(pattern) : text.search(pattern) >= 0;
}
