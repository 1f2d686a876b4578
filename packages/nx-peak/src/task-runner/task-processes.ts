import { AsyncLocalStorage } from 'node:async_hooks';
import { ChildProcess } from 'node:child_process';
import type { Batch, Task } from './nx-internals';
import { guarded, type RunContext } from './run-context';
import { expectMethod, expectPrototype, type Seam, undoAll, wrapMethod } from './seam';

/** The task on whose behalf the current asynchronous code runs, and the run it belongs to. */
const currentTask = new AsyncLocalStorage<{ readonly context: RunContext; readonly task: Task }>();

/**
 * The tasks of the batch whose worker is being forked right now. `forkProcessForBatch` forks
 * before it first awaits, so a plain variable is exact where an asynchronous context would
 * also catch what runs after a result of the batch came in.
 */
let currentBatch: { readonly context: RunContext; readonly taskIds: readonly string[] } | undefined;

/** Knows which task is being spawned: `TaskOrchestrator.runTask` holds the spawn and nothing else. */
export const runTaskSeam: Seam<RunContext> = {
  name: 'running a task',
  without: 'processes cannot be told apart by task, and no task has a peak',
  apply(context) {
    const orchestrator = expectPrototype(context.nx.load('taskOrchestrator'), 'TaskOrchestrator');
    expectMethod(orchestrator, 'runTask', 'TaskOrchestrator');
    return wrapMethod<RunTask>(
      orchestrator,
      'runTask',
      (original) =>
        function (this: unknown, task, streamOutput, ...rest) {
          if (streamOutput) {
            context.peaks.taskIsStreamed(task.id);
          }
          return currentTask.run({ context, task }, () =>
            original.call(this, task, streamOutput, ...rest),
          );
        },
    );
  },
};

/** Knows which tasks a batch worker is being forked for. */
export const batchSeam: Seam<RunContext> = {
  name: 'running a batch of tasks',
  without: 'tasks of batch executors have no peak',
  apply(context) {
    const runner = expectPrototype(
      context.nx.load('forkedProcessTaskRunner'),
      'ForkedProcessTaskRunner',
    );
    expectMethod(runner, 'forkProcessForBatch', 'ForkedProcessTaskRunner');
    return wrapMethod<ForkProcessForBatch>(
      runner,
      'forkProcessForBatch',
      (original) =>
        function (this: unknown, batch, ...rest) {
          currentBatch = { context, taskIds: Object.keys(batch.taskGraph.tasks) };
          try {
            return original.call(this, batch, ...rest);
          } finally {
            currentBatch = undefined;
          }
        },
    );
  },
};

/**
 * Hears every child process of Node: fork, spawn, exec and execFile all end in
 * `ChildProcess.prototype.spawn`.
 */
export const childProcessSeam: Seam<RunContext> = {
  name: 'child processes',
  without: 'tasks that run without a terminal of their own have no peak',
  apply(context) {
    expectMethod(ChildProcess.prototype, 'spawn', 'ChildProcess of Node');
    return wrapMethod<Spawn>(
      ChildProcess.prototype,
      'spawn',
      (original) =>
        function (this: ChildProcess, options, ...rest) {
          const result = original.call(this, options, ...rest);
          guarded(context, 'child processes', () => {
            const owners =
              currentBatch?.context === context
                ? currentBatch.taskIds
                : ownersOf(context, envOfPairs(options.envPairs));
            processStarted(context, owners, this.pid);
          });
          return result;
        },
    );
  },
};

/** Hears the processes that Nx's native code starts on a pseudo-terminal. */
export const pseudoTerminalSeam: Seam<RunContext> = {
  name: 'pseudo-terminals',
  without: 'tasks that run on a terminal of their own have no peak',
  apply(context) {
    const terminal = expectPrototype(context.nx.load('native'), 'RustPseudoTerminal');
    const methods = ['runCommand', 'fork'] as const;
    methods.forEach((method) => {
      expectMethod(terminal, method, 'RustPseudoTerminal');
    });
    return undoAll(
      methods.map((method) =>
        wrapMethod<StartOnTerminal>(
          terminal,
          method,
          (original) =>
            function (this: unknown, ...args) {
              const child = original.apply(this, args);
              guarded(context, 'pseudo-terminals', () => {
                const env = args.find(isTaskEnvironment);
                processStarted(context, ownersOf(context, env), child.getPid?.());
              });
              return child;
            },
        ),
      ),
    );
  },
};

type RunTask = (task: Task, streamOutput: boolean, ...rest: unknown[]) => Promise<unknown>;
type ForkProcessForBatch = (batch: Batch, ...rest: unknown[]) => unknown;
type Spawn = (options: { envPairs?: readonly string[] }, ...rest: unknown[]) => unknown;
type StartOnTerminal = (...args: unknown[]) => { getPid?: () => number | undefined };

type Environment = Readonly<Record<string, string | undefined>>;

function processStarted(
  context: RunContext,
  taskIds: readonly string[],
  pid: number | undefined,
): void {
  if (pid === undefined || taskIds.length === 0) {
    return; // not a task's process, or it could not be started: Nx tells that itself
  }
  // Outside the task's context: a meter may spawn a program, which is not the task's.
  currentTask.exit(() => {
    taskIds.forEach((taskId) => {
      context.peaks.processStarted(taskId, pid);
    });
  });
}

/**
 * The current task of this run, if `env` is that task's environment. Nx gives every process of a task
 * `NX_TASK_TARGET_PROJECT` and `NX_TASK_TARGET_TARGET`; git, a cache helper or anything else
 * that happens to be spawned meanwhile has them not.
 */
function ownersOf(context: RunContext, env: Environment | undefined): readonly string[] {
  const current = currentTask.getStore();
  if (current?.context !== context) {
    return [];
  }
  const { task } = current;
  return env?.['NX_TASK_TARGET_PROJECT'] === task.target.project &&
    env['NX_TASK_TARGET_TARGET'] === task.target.target
    ? [task.id]
    : [];
}

function isTaskEnvironment(argument: unknown): argument is Environment {
  return typeof argument === 'object' && argument !== null && 'NX_TASK_TARGET_PROJECT' in argument;
}

/** Only the two variables that matter are looked for; an environment can have hundreds. */
function envOfPairs(pairs: readonly string[] | undefined): Environment | undefined {
  if (pairs === undefined || currentTask.getStore() === undefined) {
    return undefined;
  }
  const valueOf = (variable: string): string | undefined =>
    pairs.find((pair) => pair.startsWith(`${variable}=`))?.slice(variable.length + 1);
  return {
    NX_TASK_TARGET_PROJECT: valueOf('NX_TASK_TARGET_PROJECT'),
    NX_TASK_TARGET_TARGET: valueOf('NX_TASK_TARGET_TARGET'),
  };
}
