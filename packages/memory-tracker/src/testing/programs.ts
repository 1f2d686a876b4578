import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { errorCode } from '@nx-peak/host';

/** The programs beside this file, by name. What they do is said in them. */
export type ProgramName =
  | 'burn'
  | 'daemonise'
  | 'family'
  | 'fork-server'
  | 'hold'
  | 'hold-for'
  | 'leave-behind'
  | 'leave-tracker'
  | 'many-children'
  | 'one-by-one'
  | 'parent-of'
  | 'slow-exec'
  | 'spike'
  | 'spike-below'
  | 'thread-child';

const IN_PYTHON: readonly ProgramName[] = [
  'burn',
  'daemonise',
  'fork-server',
  'slow-exec',
  'spike',
  'spike-below',
];

/** A running test program. */
export class Program {
  #output = '';
  /** All who could write have ended: the program, and its descendants that write where it does. */
  #silent = false;

  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    child.once('close', () => {
      this.#silent = true;
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) {
      throw new Error('the program could not be started');
    }
    return this.#child.pid;
  }

  /** Waits until the program has written what matches. */
  async says(what: string | RegExp): Promise<RegExpExecArray> {
    const pattern = new RegExp(what);
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match !== null) {
        return match;
      }
      if (this.#silent) {
        throw new Error(`ended without saying ${String(what)}, but: ${this.#output}`);
      }
      await Promise.race([
        once(this.#child.stdout ?? this.#child, 'data'),
        once(this.#child, 'close'),
      ]);
    }
  }

  /** Waits for the program to end by itself. Its exit code; null when it was killed. */
  async ended(): Promise<number | null> {
    if (!this.#hasEnded) {
      await once(this.#child, 'exit');
    }
    return this.#child.exitCode;
  }

  /** Kills the program alone, not its children. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended();
  }

  /** Kills the program with all descendants that stayed in its process group. */
  killGroup(): void {
    if (process.platform === 'win32') {
      this.#child.kill();
      return;
    }
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') {
        throw error;
      }
    }
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

/** Starts test programs, and ends whatever of them is left. */
export class Programs {
  #started: Program[] = [];

  start(name: ProgramName, ...args: number[]): Program {
    return this.startIn({}, name, ...args);
  }

  /** With these variables in its environment, besides those of this process. */
  startIn(
    variables: Readonly<Record<string, string>>,
    name: ProgramName,
    ...args: (number | string)[]
  ): Program {
    const python = IN_PYTHON.includes(name);
    const file = join(__dirname, 'programs', `${name}.${python ? 'py' : 'cjs'}`);
    const program = new Program(
      spawn(python ? 'python3' : process.execPath, [file, ...args.map(String)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...variables },
        // A process group of its own, so that descendants can be killed when their parent is gone.
        detached: true,
      }),
    );
    this.#started.push(program);
    return program;
  }

  /** For `afterEach`. */
  killAll(): void {
    for (const program of this.#started) {
      program.killGroup();
    }
    this.#started = [];
  }
}
