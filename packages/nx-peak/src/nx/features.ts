import { beforeNewChild, type BeforeNewChild, newChild } from '@nx-peak/host';
import type { Output, Task, TaskResult } from './types';

/**
 * The only place that knows how versions of Nx differ. Features are found by the shape of
 * what is there, not by version number; numbers tell which versions were seen to have which
 * shape (20.8, 21.6, 22.0, 22.7, 23.3, 24.0).
 */

/** A part of Nx that only some versions have. */
export interface NxFeature {
  /** The first version that was seen with it. */
  readonly since: string;
  isIn(nx: NxParts): boolean;
}

/** A copy of nx, as far as it tells which parts it has. */
export interface NxParts {
  has(module: NxModule): boolean;
  load(module: NxModule): Record<string, unknown>;
}

/** Parts that are wrapped where they are, and whose absence costs nothing. */
export const nxFeatures = {
  /** The full-screen view, and the summary after it. */
  tui: { since: '21', isIn: (nx) => nx.has('tuiSummary') },
  /** The style for AI agents. With it came the lines that point at the output of a batch. */
  summaryStyle: { since: '23.3', isIn: (nx) => nx.has('summary') },
  performanceReport: { since: '23.3', isIn: (nx) => nx.has('performanceReport') },
  /** Orchestrators are disposed of at the end of an invocation. Before, Nx itself kept them. */
  disposedOrchestrators: {
    since: '22.7',
    isIn: (nx) => {
      const found = nx.load('taskOrchestrator')['TaskOrchestrator'] as
        { readonly prototype: object } | undefined;
      return found === undefined || 'dispose' in found.prototype;
    },
  },
} as const satisfies Record<string, NxFeature>;

/*
 * Differences that need no test, because what we do fits all versions:
 *
 * - Continuous tasks are stopped without an end of their own up to 22.0, and up to there the TUI
 *   does not end the tasks that were stopped together with it. So what is still measured is settled
 *   at the end of the command, before the summary and at the exit.
 * - Tasks of a batch have no pane in the TUI up to 22.0, and to append to a pane that is not there
 *   makes the native TUI panic. So only tasks that Nx itself gave a pane get a line in it.
 * - A listener of Nx 20 to the exit of the process exits anew, after which no other is called. So
 *   ours comes first.
 * - `endTasks` gets other result objects than `postRunSteps` since 22.7. So both are annotated.
 * - The messages of a batch's worker are alike in 20 to 24.
 */

/** Where the parts that get wrapped live, relative to the folder that holds `tasks-runner/`. */
export const nxModules = {
  /** Since 21. */
  batchProcess: 'tasks-runner/running-tasks/batch-process',
  dynamicRunMany: 'tasks-runner/life-cycles/dynamic-run-many-terminal-output-life-cycle',
  dynamicRunOne: 'tasks-runner/life-cycles/dynamic-run-one-terminal-output-life-cycle',
  forkedProcessTaskRunner: 'tasks-runner/forked-process-task-runner',
  lifeCycle: 'tasks-runner/life-cycle',
  native: 'native/index.js',
  nxJson: 'config/nx-json',
  output: 'utils/output',
  /** Since 23.3. */
  performanceReport: 'tasks-runner/life-cycles/performance-report',
  sharedOptions: 'command-line/yargs-utils/shared-options',
  /** The style `summary`, since 23.3. */
  summary: 'tasks-runner/life-cycles/summary-terminal-output-life-cycle',
  taskOrchestrator: 'tasks-runner/task-orchestrator',
  tasksRunnerUtils: 'tasks-runner/utils',
  /** Since 21. */
  tuiSummary: 'tasks-runner/life-cycles/tui-summary-life-cycle',
  workspaceRoot: 'utils/workspace-root',
} as const;

export type NxModule = keyof typeof nxModules;

/** Where run-command.js lies in an nx package: below `dist/` since 22.7. Newest first. */
export const runCommandFiles = [
  'dist/src/tasks-runner/run-command.js',
  'src/tasks-runner/run-command.js',
] as const;

/** Where the `exec.js` of `nx exec` lies, likewise. */
export const execFiles = [
  'dist/src/command-line/exec/exec.js',
  'src/command-line/exec/exec.js',
] as const;

/** The file that every command which runs tasks itself loads, and nothing else does. */
export const runCommandPattern =
  /[\\/]nx[\\/](?:dist[\\/])?src[\\/]tasks-runner[\\/]run-command\.js$/;

/** The file that `nx exec` alone loads, which has another nx run the task. */
export const execPattern = /[\\/]nx[\\/](?:dist[\\/])?src[\\/]command-line[\\/]exec[\\/]exec\.js$/;

/** How a version of Nx runs one task: the method to wrap, and what its arguments mean. */
export interface TaskRun {
  readonly method: string;
  taskOf(args: readonly unknown[]): Task;
  /** Whether Nx shows the task's output as it comes, and so prints no line at its end. */
  isStreamed(orchestrator: object, args: readonly unknown[]): boolean;
}

/** The nx's own test for streaming, and what the orchestrator decides it from. */
type ShouldStreamOutput = (task: Task, initiatingProject: unknown) => boolean;

const taskRuns: readonly ((shouldStreamOutput: ShouldStreamOutput) => TaskRun)[] = [
  // >= 21: (task, streamOutput, env, ...). It holds the spawn and nothing else.
  () => ({
    method: 'runTask',
    taskOf: (args) => args[0] as Task,
    isStreamed: (_orchestrator, args) => args[1] === true,
  }),
  // 20: (doNotSkipCache, task, groupId). The cache look-up and the end of the task are in it, too.
  (shouldStreamOutput) => ({
    method: 'applyFromCacheOrRunTask',
    taskOf: (args) => args[1] as Task,
    isStreamed: (orchestrator, args) => {
      const { outputStyle, initiatingProject } = orchestrator as Record<string, unknown>;
      return outputStyle !== 'static' && shouldStreamOutput(args[1] as Task, initiatingProject);
    },
  }),
];

/**
 * How this Nx runs a task.
 * @returns undefined when it has none of the known methods
 */
export function taskRunOf(
  orchestrator: object,
  utils: Record<string, unknown>,
): TaskRun | undefined {
  return taskRuns
    .map((make) => make(utils['shouldStreamOutput'] as ShouldStreamOutput))
    .find(({ method }) => typeof (orchestrator as Record<string, unknown>)[method] === 'function');
}

/**
 * What can be asked to stop of what `runTask` resolves to: since 21 the running task, which has `kill`.
 * @returns undefined where there is no such thing
 */
export function killableOf(running: unknown): { kill(): unknown } | undefined {
  const found = running as { kill?: unknown } | null | undefined;
  return typeof found?.kill === 'function' ? (found as { kill(): unknown }) : undefined;
}

/** The results among the arguments of `postRunSteps`: `(tasks, results, ...)` up to 22.0, `(results, ...)` since. */
export function resultsOfPostRunSteps(args: readonly unknown[]): readonly TaskResult[] {
  return (Array.isArray(args[1]) ? args[1] : args[0]) as readonly TaskResult[];
}

/**
 * Whether Nx prints a line for each task of a batch, as since 22.7: from then on it hears each
 * task's result while the batch runs.
 *
 * @param batchProcess the module of that name, undefined when this Nx has none
 */
export function printsTasksOfBatches(batchProcess: Record<string, unknown> | undefined): boolean {
  const found = batchProcess?.['BatchProcess'] as { prototype: object } | undefined;
  return found !== undefined && 'onTaskResults' in found.prototype;
}

/** What Nx's native code gives for a process it started on a pseudo-terminal. */
export interface TerminalChild {
  /** Since 22.7. */
  getPid?(): number | undefined;
}

/** How to learn the pid of a process that Nx's native code starts on a pseudo-terminal. */
export interface TerminalPids {
  /** To be called before the start; what it returns is to be passed on. */
  before(): BeforeNewChild | undefined;
  /** @throws when the pid cannot be told */
  pidOf(child: TerminalChild, before: BeforeNewChild | undefined): number | undefined;
}

/**
 * Since 22.7 Nx tells the pid. Before, it is found by looking: the native call forks before it
 * returns, so the process is the one child that was not there before. That needs Linux.
 */
export function terminalPidsOf(native: Record<string, unknown>): TerminalPids {
  const child = native['ChildProcess'] as { prototype: TerminalChild } | undefined;
  if (typeof child?.prototype.getPid === 'function') {
    return { before: () => undefined, pidOf: (started) => started.getPid?.() };
  }
  return {
    before: () => beforeNewChild(),
    pidOf: (_started, before) => (before === undefined ? undefined : newChild(before)),
  };
}

/** What to say where Nx has no collector. */
export const NO_COLLECTOR =
  'this nx has no collector of metrics (ProcessMetricsCollector, since 22.1)';

/** Nx's native collector of what processes take: since 22.1. */
export interface MetricsCollector {
  startCollection(): void;
  /** Whether it was running. */
  stopCollection(): boolean;
  /** Measures a process with its descendants under the id of a task. */
  registerTaskProcess(taskId: string, pid: number): void;
  subscribe(callback: (error: unknown, update: MetricsUpdate | undefined) => void): void;
}

/** What it tells once a second. */
export interface MetricsUpdate {
  /** Bytes, resident. */
  readonly processes: readonly { readonly pid: number; readonly memory: number }[];
  /** The groups of processes that were not in an earlier update. */
  readonly metadata?: {
    readonly processes?: Readonly<Record<string, { readonly groupId: string }>>;
  };
}

/** @returns undefined when this Nx has none */
export function collectorClassOf(
  native: Record<string, unknown>,
): (new () => MetricsCollector) | undefined {
  const found = native['ProcessMetricsCollector'];
  return typeof found === 'function' ? (found as new () => MetricsCollector) : undefined;
}

/** Writes a text as it is: `writeToStream` since 22.7, `writeToStdOut` before. */
export function write(output: Output, text: string): void {
  if (output.writeToStream) {
    output.writeToStream(text);
  } else {
    output.writeToStdOut?.(text);
  }
}

/** Moves to the start of a line. Before 23.3 Nx does not know whether it is at one. */
export function startLine(output: Output): void {
  if (output.ensureLineStart) {
    output.ensureLineStart();
  } else {
    output.addNewline();
  }
}
