import { AsyncLocalStorage } from 'node:async_hooks';
import { ChildProcess } from 'node:child_process';
import { type TerminalChild, terminalPidsOf } from '../nx-features';
import { endOfChild, endOfTerminalProcess, type ProcessEnd } from '@nx-peak/diagnosis';
import type { Task } from './nx-internals';
import { RUN_VARIABLE } from './recording/run-recording';
import { expectOrchestrator, expectTaskRun } from './orchestrator';
import type { RunContext } from './run-context';
import type { SpawnOptions } from './task-cgroups';
import { applyAll, expectPrototype, guarded, hook, type Seam } from './seam';

/** The task on whose behalf the current asynchronous code runs, and the run it belongs to. */
const currentTask = new AsyncLocalStorage<CurrentTask>();

interface CurrentTask {
  readonly context: RunContext;
  readonly task: Task;
  readonly streamed: boolean;
}

/** Knows which task is being run, and when Nx begins to stop it. */
export const runTaskSeam: Seam<RunContext> = {
  name: 'running a task',
  without: 'processes cannot be told apart by task, and no task has a peak',
  apply(context) {
    const { name } = runTaskSeam;
    const orchestrator = expectOrchestrator(context.nx);
    const taskRun = expectTaskRun(context.nx);
    return hook<unknown[], Promise<unknown>>(context, name, orchestrator, taskRun.method, {
      around: (call, args, self) => {
        const current = guarded(context, name, () => ({
          context,
          task: taskRun.taskOf(args),
          streamed: taskRun.isStreamed(self, args),
        }));
        return current === undefined ? call() : currentTask.run(current, call);
      },
      withResult: (running, args) => {
        const { id } = taskRun.taskOf(args);
        running.then(
          (task) => {
            settleBeforeKill(context, id, task);
          },
          () => undefined, // Nx reports why the task could not be run
        );
        return running;
      },
    });
  },
};

/**
 * The measurement settles when Nx begins to stop the task, so that it is never sampled into its
 * shutdown. `kill` belongs to the running task that `runTask` resolves to since Nx 21.
 */
function settleBeforeKill(context: RunContext, taskId: string, running: unknown): void {
  guarded(context, runTaskSeam.name, () => {
    if (typeof (running as { kill?: unknown } | undefined)?.kill === 'function') {
      hook(context, runTaskSeam.name, running as object, 'kill', {
        before: () => {
          context.deaths.stopping(taskId);
          context.peaks.settle(taskId);
        },
      });
    }
  });
}

/**
 * Hears every child process of Node: fork, spawn, exec and execFile all end in
 * `ChildProcess.prototype.spawn`.
 */
export const childProcessSeam: Seam<RunContext> = {
  name: 'child processes',
  without: 'tasks that run without a terminal of their own have no peak',
  apply(context) {
    return hook<[SpawnOptions]>(context, childProcessSeam.name, ChildProcess.prototype, 'spawn', {
      withArgs: ([options]) => [inCgroup(context, options)],
      after: ([options], self) => {
        const valueOf = (variable: string): string | undefined =>
          valueIn(options.envPairs, variable);
        const owner = ownerOf(context, valueOf);
        if (owner !== undefined) {
          const child = self as ChildProcess;
          wasPlaced(owner, options, child);
          processStarted(owner, child.pid, markOf(valueOf));
          // Heard before Nx hears it: Nx adds its listeners when the spawn returns.
          child.once('exit', (code, signal) => {
            processEnded(owner, endOfChild(child.pid ?? 0, code, signal));
          });
        }
      },
    });
  },
};

/** The same process in the cgroup of the current task, where there are such groups. */
function inCgroup(context: RunContext, options: SpawnOptions): SpawnOptions {
  const { groups } = context;
  if (groups === undefined) {
    return options;
  }
  const owner = ownerOf(context, (variable) => valueIn(options.envPairs, variable));
  return owner === undefined ? options : groups.place(owner.task.id, options);
}

/** It goes by the name of the program that was asked for, in messages as well. */
function wasPlaced(
  { context, task }: CurrentTask,
  options: SpawnOptions,
  child: ChildProcess,
): void {
  const { groups, deaths } = context;
  guarded(context, childProcessSeam.name, () => {
    if (groups?.isPlacing(options) === true) {
      Object.assign(child, { spawnfile: options.file, spawnargs: options.args });
    }
    if (groups !== undefined && child.pid !== undefined) {
      deaths.placed(task.id, groups.groupOf(task.id));
      groups.started(task.id, options, child.pid);
    }
  });
}

/** Hears the processes that Nx's native code starts on a pseudo-terminal. */
export const pseudoTerminalSeam: Seam<RunContext> = {
  name: 'pseudo-terminals',
  without: 'tasks that run on a terminal of their own have no peak',
  apply(context) {
    const { name } = pseudoTerminalSeam;
    const native = context.nx.load('native');
    const terminal = expectPrototype(native, 'RustPseudoTerminal');
    const pids = terminalPidsOf(native);
    return applyAll(
      ['runCommand', 'fork'].map(
        (method) => () =>
          hook<unknown[], TerminalChild>(context, name, terminal, method, {
            around: (call, args) => {
              const env = args.find(isTaskEnvironment);
              const valueOf = (variable: string): string | undefined => env?.[variable];
              const owner = guarded(context, name, () => ownerOf(context, valueOf));
              if (owner === undefined) {
                return call();
              }
              const before = guarded(context, name, () => pids.before());
              const child = call();
              guarded(context, name, () => {
                const pid = pids.pidOf(child, before);
                // Between this and its start it may have taken its first pages; what runs the
                // command is the native code's choice, so it cannot be asked to place itself.
                guarded(context, name, () => {
                  moveToCgroup(owner, pid);
                });
                processStarted(owner, pid, markOf(valueOf));
                hearEnd(owner, child, pid);
              });
              return child;
            },
          }),
      ),
    );
  },
};

function moveToCgroup({ context: { groups, deaths }, task }: CurrentTask, pid?: number): void {
  if (groups !== undefined && pid !== undefined) {
    deaths.placed(task.id, groups.groupOf(task.id));
    groups.move(task.id, pid);
  }
}

function processStarted(
  { context, task, streamed }: CurrentTask,
  pid: number | undefined,
  environment: Readonly<Record<string, string>>,
): void {
  if (pid === undefined) {
    return; // it could not be started: Nx tells that itself
  }
  if (streamed) {
    context.peaks.taskIsStreamed(task.id);
  }
  context.deaths.processStarted(task.id, pid);
  // Outside the task's context: a collector may spawn a program, which is not the task's.
  currentTask.exit(() => {
    context.peaks.processStarted(task.id, pid, environment);
  });
}

/** The native code tells the end of a process to one listener alone: ours goes around Nx's. */
function hearEnd(owner: CurrentTask, child: TerminalChild, pid: number | undefined): void {
  const { context } = owner;
  hook<[(message: string) => void]>(context, pseudoTerminalSeam.name, child, 'onExit', {
    withArgs: ([listener]) => [
      (message) => {
        processEnded(owner, pid === undefined ? undefined : endOfTerminalProcess(pid, message));
        listener(message);
      },
    ],
  });
}

function processEnded({ context, task }: CurrentTask, end: ProcessEnd | undefined): void {
  guarded(context, runTaskSeam.name, () => {
    context.deaths.processEnded(task.id, end);
  });
}

/**
 * The current task of this run, if a process with these variables is its own. Nx gives every
 * process of a task `NX_TASK_TARGET_PROJECT` and `NX_TASK_TARGET_TARGET`, which a task's own
 * `env` option may replace, and its hash; git, a cache helper or anything else that happens to
 * be spawned meanwhile has none of them.
 */
function ownerOf(
  context: RunContext,
  valueOf: (variable: string) => string | undefined,
): CurrentTask | undefined {
  const current = currentTask.getStore();
  if (current?.context !== context) {
    return undefined;
  }
  const { target, hash } = current.task;
  const isOwn =
    (valueOf('NX_TASK_TARGET_PROJECT') === target.project &&
      valueOf('NX_TASK_TARGET_TARGET') === target.target) ||
    (hash !== undefined && valueOf('NX_TASK_HASH') === hash);
  return isOwn ? current : undefined;
}

/** What tells the processes of a task from those of other tasks, and of the same one in another run. */
const MARKING_VARIABLES = [
  RUN_VARIABLE,
  'NX_TASK_TARGET_PROJECT',
  'NX_TASK_TARGET_TARGET',
  'NX_TASK_TARGET_CONFIGURATION',
  'NX_TASK_HASH',
];

/** Those of them that a process got; daemons it leaves behind have them, too. */
function markOf(
  valueOf: (variable: string) => string | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    MARKING_VARIABLES.flatMap((variable) => {
      const value = valueOf(variable);
      return value === undefined ? [] : [[variable, value]];
    }),
  );
}

function isTaskEnvironment(
  argument: unknown,
): argument is Readonly<Record<string, string | undefined>> {
  return typeof argument === 'object' && argument !== null && 'NX_TASK_TARGET_PROJECT' in argument;
}

/** Of `NAME=value` pairs, as Node hands them to a new process. */
function valueIn(pairs: readonly string[] | undefined, variable: string): string | undefined {
  return pairs?.find((pair) => pair.startsWith(`${variable}=`))?.slice(variable.length + 1);
}
