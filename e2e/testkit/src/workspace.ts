import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bareEnvironment, nxFoldersIn, type Variables } from './environment';
import { killOwnedProcesses, ownedProcesses, type OwnedProcess } from './owned-processes';
import { patience } from './patience';
import type { Rig } from './rig';
import {
  runApart,
  RunningCommand,
  type CommandLine,
  type Finished,
  type FinishedApart,
} from './running-command';
import { Terminal, type TerminalSize } from './terminal';

export interface RunOptions {
  /** On top of the bare environment; `undefined` removes a variable. */
  readonly env?: Variables;
  /** When it takes longer it is killed and the run is a failure. Default: a minute, see `patience`. */
  readonly timeoutMs?: number;
}

export interface TerminalOptions extends RunOptions, Partial<TerminalSize> {
  /** The program of node_modules/.bin. Default: `nx`. */
  readonly bin?: string;
}

/** How a workspace comes to be. */
export interface Installation {
  /** A folder of its own, which goes with it: `root` and `home` are made in it. */
  readonly folder: string;
  /** Fills it, at every set-up; its folder is there, its root is not. */
  readonly install: (workspace: Workspace) => Promise<void>;
  /** The environment of everything in it, on top of the bare one and below that of a run. */
  readonly env?: Variables;
}

/** A workspace with a real nx, all that is started in it, and all that this leaves behind. */
export class Workspace implements Rig {
  /** The workspace's root folder, where nx.json is. */
  readonly root: string;
  /** HOME of everything that runs here: no ~/.nx is shared with anyone. */
  readonly home: string;
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
    this.root = join(this.folder, 'root');
    this.home = join(this.folder, 'home');
  }

  /** What goes with it: everything that nx writes outside of the root, too. */
  get folder(): string {
    return this.#installation.folder;
  }

  async setUp(): Promise<void> {
    mkdirSync(this.home, { recursive: true });
    await this.#installation.install(this);
  }

  /** `nx <args> 2>&1 | cat`, to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.spawn(args, options).finished;
  }

  /** `nx <args>` to its end, with stdout and stderr in a pipe each. */
  runApart(args: readonly string[], options: RunOptions = {}): Promise<FinishedApart> {
    return runApart(this.#commandLine('nx', args, options));
  }

  /** Another program of node_modules/.bin. */
  runBin(name: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return new RunningCommand(this.#commandLine(name, args, options)).finished;
  }

  /** `node <args>` in the workspace's root. */
  runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.runProgram(process.execPath, args, options);
  }

  /** Any program in the workspace's root. */
  runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.spawnProgram(file, args, options).finished;
  }

  /** Starts any program in the workspace's root and does not wait for it. */
  spawnProgram(file: string, args: readonly string[], options: RunOptions = {}): RunningCommand {
    return new RunningCommand({ ...this.#commandLine('nx', args, options), file });
  }

  /** Starts `nx <args> 2>&1 | cat` for tests that send signals. */
  spawn(args: readonly string[], options: RunOptions = {}): RunningCommand {
    return new RunningCommand(this.#commandLine('nx', args, options));
  }

  /**
   * Starts `nx <args>`, or another program of node_modules/.bin, in a real terminal. As for a user,
   * nx shows its full-screen TUI there when several tasks run: pass `NX_TUI: 'false'` for the styles
   * that print lines.
   */
  terminal(
    args: readonly string[],
    { bin = 'nx', cols = 120, rows = 40, env, ...options }: TerminalOptions = {},
  ): Terminal {
    const variables = { TERM: 'xterm-256color', ...env };
    const command = this.#commandLine(bin, args, { ...options, env: variables });
    return new Terminal(command, { cols, rows });
  }

  /** What still runs of all that was started here. */
  processes(): OwnedProcess[] {
    return ownedProcesses(this.folder);
  }

  /** Kills what still runs, but not the commands of this pattern. */
  killProcesses(spared?: RegExp): void {
    killOwnedProcesses(this.folder, spared);
  }

  /** After each test: what one test starts does not outlive it. */
  tidy(): void {
    this.killProcesses();
  }

  /** Kills what still runs and removes the folder. */
  dispose(): void {
    this.killProcesses();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #commandLine(
    bin: string,
    args: readonly string[],
    { env = {}, timeoutMs = patience(60_000) }: RunOptions,
  ): CommandLine {
    return {
      file: join(this.root, 'node_modules/.bin', bin),
      args,
      cwd: this.root,
      env: bareEnvironment({
        HOME: this.home,
        ...nxFoldersIn(this.folder),
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        NX_CACHE_DIRECTORY: join(this.root, '.nx/cache'),
        NX_WORKSPACE_DATA_DIRECTORY: join(this.root, '.nx/workspace-data'),
        ...this.#installation.env,
        ...env,
      }),
      owner: this.folder,
      timeoutMs,
    };
  }
}
