import type { LifeCycle, Task, TaskResult } from './nx-internals';
import { rendererOf } from './renderer';
import { guarded, type RunContext } from './run-context';
import { expectMethod, expectPrototype, type Seam, undoAll, wrapMethod } from './seam';

/**
 * Puts `peakRss` on every task result and its task before anybody downstream sees them.
 *
 * Two places, because neither reaches everybody: `postRunSteps` gets the objects that
 * `runDiscreteTasks` hands to agents, and since Nx 22.7 rebuilds them before it calls
 * `endTasks`, whose argument is what life cycles and `postTasksExecution` plugins see.
 */
export const taskResultsSeam: Seam<RunContext> = {
  name: 'task results',
  without: 'peakRss is missing on task results',
  apply(context) {
    const orchestrator = expectPrototype(context.nx.load('taskOrchestrator'), 'TaskOrchestrator');
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    expectMethod(orchestrator, 'postRunSteps', 'TaskOrchestrator');
    expectMethod(composite, 'startTasks', 'CompositeLifeCycle');
    expectMethod(composite, 'endTasks', 'CompositeLifeCycle');

    const settle = (results: readonly TaskResult[]): void => {
      guarded(context, 'task results', () => {
        results.forEach((result) => {
          const peakRss = context.peaks.settle(result.task.id, result.status);
          if (peakRss !== undefined) {
            result.peakRss = peakRss;
            result.task.peakRss = peakRss;
          }
        });
      });
    };

    return undoAll([
      wrapMethod<StartTasks>(
        composite,
        'startTasks',
        (original) =>
          function (this: LifeCycle, tasks, ...rest) {
            guarded(context, 'task results', () => {
              const renderer = rendererOf(context.nx, this);
              tasks.forEach((task) => {
                context.peaks.taskStarted(task, renderer);
              });
            });
            return original.call(this, tasks, ...rest);
          },
      ),
      wrapMethod<PostRunSteps>(
        orchestrator,
        'postRunSteps',
        (original) =>
          function (this: unknown, ...args) {
            // (tasks, results, ...) up to 22.0, (results, ...) since
            settle((Array.isArray(args[1]) ? args[1] : args[0]) as TaskResult[]);
            return original.apply(this, args);
          },
      ),
      wrapMethod<EndTasks>(
        composite,
        'endTasks',
        (original) =>
          function (this: unknown, results, ...rest) {
            settle(results);
            return original.call(this, results, ...rest);
          },
      ),
    ]);
  },
};

type StartTasks = (tasks: readonly Task[], ...rest: unknown[]) => unknown;
type PostRunSteps = (...args: unknown[]) => unknown;
type EndTasks = (results: readonly TaskResult[], ...rest: unknown[]) => unknown;
