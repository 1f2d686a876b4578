import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { errorCode } from '@nx-peak/host';

/** The options of the programs beside this file, by name. What they do is said in them. */
export interface ProgramOptions {
  readonly burn: { readonly seconds: number };
  readonly daemonise: { readonly megabytes: number };
  readonly family: {
    readonly megabytes: number;
    readonly children: number;
    readonly megabytesEach: number;
  };
  readonly 'fork-server': { readonly megabytes: number };
  readonly hold: { readonly megabytes: number; readonly moreMegabytes?: number };
  readonly 'hold-for': { readonly megabytes: number; readonly ms: number };
  readonly 'leave-behind': { readonly megabytes: number; readonly moreMegabytes?: number };
  readonly 'leave-tracker': { readonly file: string; readonly how: 'end' | 'exit' };
  readonly 'many-children': { readonly megabytes: number; readonly children: number };
  readonly 'one-by-one': {
    readonly children: number;
    readonly megabytesEach: number;
    readonly msEach: number;
  };
  readonly 'parent-of': { readonly megabytes: number; readonly megabytesEach: number };
  readonly 'slow-exec': { readonly megabytes: number };
  readonly spike: { readonly megabytes: number; readonly ms?: number };
  readonly 'spike-below': { readonly megabytes: number; readonly ms: number };
  readonly 'thread-child': { readonly megabytes: number };
}

export type ProgramName = keyof ProgramOptions;

/** In which order a program takes its options as arguments. Optional ones are last. */
const ORDER: { readonly [Name in ProgramName]: readonly (keyof ProgramOptions[Name])[] } = {
  burn: ['seconds'],
  daemonise: ['megabytes'],
  family: ['megabytes', 'children', 'megabytesEach'],
  'fork-server': ['megabytes'],
  hold: ['megabytes', 'moreMegabytes'],
  'hold-for': ['megabytes', 'ms'],
  'leave-behind': ['megabytes', 'moreMegabytes'],
  'leave-tracker': ['file', 'how'],
  'many-children': ['megabytes', 'children'],
  'one-by-one': ['children', 'megabytesEach', 'msEach'],
  'parent-of': ['megabytes', 'megabytesEach'],
  'slow-exec': ['megabytes'],
  spike: ['megabytes', 'ms'],
  'spike-below': ['megabytes', 'ms'],
  'thread-child': ['megabytes'],
};

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

  start<Name extends ProgramName>(name: Name, options: ProgramOptions[Name]): Program {
    return this.startIn({}, name, options);
  }

  /** Starts a program with these variables in its environment, besides those of this process. */
  startIn<Name extends ProgramName>(
    variables: Readonly<Record<string, string>>,
    name: Name,
    options: ProgramOptions[Name],
  ): Program {
    const python = IN_PYTHON.includes(name);
    const file = join(__dirname, 'programs', `${name}.${python ? 'py' : 'cjs'}`);
    const program = new Program(
      spawn(python ? 'python3' : process.execPath, [file, ...argumentsOf(name, options)], {
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

function argumentsOf<Name extends ProgramName>(
  name: Name,
  options: ProgramOptions[Name],
): string[] {
  return ORDER[name].flatMap((option) => {
    const value = options[option] as number | string | undefined;
    return value === undefined ? [] : [String(value)];
  });
}
