import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { baseOfThisRun, nxVersion } from './base';
import { bareEnvironment, nxFoldersIn, type Variables } from './environment';
import { killOwnedProcesses, ownedProcesses, type OwnedProcess } from './owned-processes';
import { patience } from './patience';
import { recordedRuns, type RecordedRun } from './recorded-runs';
import {
  runApart,
  RunningCommand,
  type CommandLine,
  type Finished,
  type FinishedApart,
} from './running-command';
import { templateWith } from './template';
import { Terminal, type TerminalSize } from './terminal';

export interface RunOptions {
  /** On top of the bare environment; `undefined` removes a variable. */
  readonly env?: Variables;
  /** After so long it is killed and the run is a failure. */
  readonly timeoutMs?: number;
}

export interface WorkspaceOptions {
  /** The version of nx in it. Default: the one all suites run, see `nxVersion`. */
  readonly nx?: string;
  /** Whether `nx-peak link` was run in it. Default: no, so its nx is as npm installed it. */
  readonly linked?: boolean;
}

/** A workspace of its own with a real nx and the packed packages; see fixture-workspace.ts. */
export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const base = baseOfThisRun();
  const template = await templateWith(options.nx ?? nxVersion());
  const workspace = new Workspace(mkdtempSync(join(base, 'workspace-')), template);
  if (options.linked === true) {
    await workspace.link();
  }
  return workspace;
}

export class Workspace {
  /** The workspace's root folder, where nx.json is. */
  readonly root: string;
  /** HOME of everything that runs here: no ~/.nx is shared with anyone. */
  readonly home: string;

  constructor(
    private readonly folder: string,
    template: string,
  ) {
    this.root = join(folder, 'root');
    this.home = join(folder, 'home');
    mkdirSync(this.home);
    copyTemplate(template, this.root);
  }

  /** `npx nx-peak link`. */
  async link(): Promise<void> {
    const { code, all } = await this.runBin('nx-peak', ['link']);
    if (code !== 0) {
      throw new Error(`nx-peak link failed:\n${all}`);
    }
  }

  /** `nx <args> 2>&1 | cat`, to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.spawn(args, options).finished;
  }

  /** The same with stdout and stderr in a pipe each. */
  runApart(args: readonly string[], options: RunOptions = {}): Promise<FinishedApart> {
    return runApart(this.commandLine('nx', args, options));
  }

  /** Another program of node_modules/.bin. */
  runBin(name: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return new RunningCommand(this.commandLine(name, args, options)).finished;
  }

  /** `node <args>` in the workspace's root. */
  runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.runProgram(process.execPath, args, options);
  }

  /** Any program in the workspace's root. */
  runProgram(file: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    return this.spawnProgram(file, args, options).finished;
  }

  /** The same, not waited for. */
  spawnProgram(file: string, args: readonly string[], options: RunOptions = {}): RunningCommand {
    return new RunningCommand({ ...this.commandLine('nx', args, options), file });
  }

  /** Starts `nx <args> 2>&1 | cat` for tests that send signals. */
  spawn(args: readonly string[], options: RunOptions = {}): RunningCommand {
    return new RunningCommand(this.commandLine('nx', args, options));
  }

  /**
   * Starts `nx <args>`, or another program of node_modules/.bin, in a real terminal. As for a user,
   * nx shows its full-screen TUI there when several tasks run: pass `NX_TUI: 'false'` for the styles
   * that print lines.
   */
  terminal(
    args: readonly string[],
    {
      bin = 'nx',
      cols = 120,
      rows = 40,
      env,
      ...options
    }: RunOptions & Partial<TerminalSize> & { readonly bin?: string } = {},
  ): Terminal {
    const variables = { TERM: 'xterm-256color', ...env };
    return new Terminal(this.commandLine(bin, args, { ...options, env: variables }), {
      cols,
      rows,
    });
  }

  /** What nx told plugins after each run. */
  recordedRuns(): RecordedRun[] {
    return recordedRuns(this.root);
  }

  /** What still runs of all that was started here. */
  processes(): OwnedProcess[] {
    return ownedProcesses(this.folder);
  }

  /** Kills what still runs, but not the commands of this pattern. */
  killProcesses(spared?: RegExp): void {
    killOwnedProcesses(this.folder, spared);
  }

  /** Kills what still runs and removes the folder. Call it in `afterAll`. */
  dispose(): void {
    this.killProcesses();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private commandLine(
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
        ...env,
      }),
      owner: this.folder,
      timeoutMs,
    };
  }
}

/**
 * Hard links for the thousands of files nobody changes, real copies of those a test may change
 * in place: the workspace's own files and the folders of nx that `nx-peak link` works in.
 */
function copyTemplate(template: string, root: string): void {
  execFileSync('cp', ['--archive', '--link', template, root]);
  for (const folder of COPIED.filter((path) => existsSync(join(template, path)))) {
    rmSync(join(root, folder), { recursive: true });
    cpSync(join(template, folder), join(root, folder), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
}

const COPIED = [
  '.npmrc',
  'nx.json',
  'package.json',
  'package-lock.json',
  'packages',
  'tools',
  // since 22.7, and before
  'node_modules/nx/dist/src/tasks-runner',
  'node_modules/nx/src/tasks-runner',
  // likewise
  'node_modules/nx/dist/src/command-line/exec',
  'node_modules/nx/src/command-line/exec',
];
