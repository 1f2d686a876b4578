import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ownedEnvironment } from '../support/owned-environment';
import type { Answers, Request, RequestOf } from './messages';
import type { ContenderName } from './names';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A contender in a process of its own, so that its cost and its blocking are its own. */
export class ContenderProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;

  constructor(readonly name: ContenderName) {
    this.#child = fork(join(__dirname, 'contender-main.js'), [name], { env: ownedEnvironment() });
    this.#child.on('message', (message) => {
      const { number, value, error } = message as {
        number: number;
        value?: unknown;
        error?: string;
      };
      const pending = this.#pending.get(number);
      this.#pending.delete(number);
      if (error === undefined) {
        pending?.resolve(value);
      } else {
        pending?.reject(new Error(`${name}: ${error}`));
      }
    });
    this.#child.once('exit', (code, signal) => {
      for (const { reject } of this.#pending.values()) {
        reject(new Error(`the process of ${name} ended (${code ?? signal ?? 'unknown'})`));
      }
      this.#pending.clear();
    });
  }

  ask<K extends Request['kind']>(
    kind: K,
    details: Omit<RequestOf<K>, 'kind'>,
  ): Promise<Answers[K]> {
    const number = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#pending.set(number, {
        resolve: (value) => {
          resolve(value as Answers[K]);
        },
        reject,
      });
      this.#child.send({ number, request: { kind, ...details } });
    });
  }

  /** Resolves when the process is gone, its CPU time with it. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exited;
    }
  }
}
