import { spawn, type ChildProcess } from 'node:child_process';
import { contains, Expectation } from './expectation';
import { killOwnedProcesses, OWNER, ownedProcesses } from './owned-processes';
import { patience } from './patience';
import { asStuck } from './stuck-process';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a command printed, stdout and stderr in one pipe as in a CI log, and how it ended. */
export interface Finished extends Exit {
  readonly all: string;
}

/** A finished command whose two streams were kept apart. */
export interface FinishedApart extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** Whose processes to kill when it takes longer than `timeoutMs`. */
  readonly owner: string;
  readonly timeoutMs: number;
}

/** The command's environment, marked so that whatever it starts can be found. */
export function markedEnvironment(command: CommandLine): Record<string, string> {
  return { ...command.env, [OWNER]: command.owner };
}

/** A command that runs; its stdout and stderr share one pipe. */
export class RunningCommand {
  /** Settles when the process has ended and its pipe is closed. */
  readonly finished: Promise<Finished>;
  /** Settles when the process itself has ended; what it left running may still hold the pipe. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #chunks: string[] = [];
  readonly #expectation = new Expectation(() => this.all);

  constructor(command: CommandLine) {
    // `exec`: the shell becomes the command, so the pid (and a signal to it) is the command's own.
    this.#child = spawn('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', command.file, ...command.args], {
      cwd: command.cwd,
      env: markedEnvironment(command),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', () => {
        resolve();
      });
    });
    collect(this.#child.stdout, (text) => {
      this.#chunks.push(text);
      this.#expectation.changed();
    });
    this.finished = closed(this.#child, command, () => this.all).then((exit) => {
      this.#expectation.end(`ended with ${JSON.stringify(exit)}`);
      return { all: this.all, ...exit };
    });
    // Who only sends signals need not await it; who awaits it still sees the failure.
    this.finished.catch((error: unknown) => {
      this.#expectation.end(String(error));
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) {
      throw new Error('The command could not be started');
    }
    return this.#child.pid;
  }

  /** Everything printed so far. */
  get all(): string {
    return this.#chunks.join('');
  }

  /** Signals the command alone, as `kill <pid>` would. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async waitFor(pattern: string | RegExp, timeoutMs = patience(30_000)): Promise<void> {
    await this.#expectation.until(String(pattern), () => contains(this.all, pattern), timeoutMs);
  }
}

/** Runs a command to its end with stdout and stderr kept apart (their relative order is lost). */
export async function runApart(command: CommandLine): Promise<FinishedApart> {
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: markedEnvironment(command),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: string[] = [];
  const stderr: string[] = [];
  collect(child.stdout, (text) => stdout.push(text));
  collect(child.stderr, (text) => stderr.push(text));
  const exit = await closed(child, command, () => [...stdout, ...stderr].join(''));
  return { stdout: stdout.join(''), stderr: stderr.join(''), ...exit };
}

function collect(stream: NodeJS.ReadableStream | null, take: (text: string) => void): void {
  stream?.setEncoding('utf8');
  stream?.on('data', take);
}

/** How it ended; when that takes too long, everything of its owner is killed and it is an error. */
function closed(child: ChildProcess, command: CommandLine, printed: () => string): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const alive = JSON.stringify(ownedProcesses(command.owner).map(asStuck), null, 2);
      killOwnedProcesses(command.owner);
      const line = [command.file, ...command.args].join(' ');
      const what = `${line}: not done after ${command.timeoutMs} ms`;
      reject(new Error(`${what}. Alive: ${alive}\nPrinted so far:\n${printed()}`));
    }, command.timeoutMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal });
    });
  });
}
