import { resultsOfPostRunSteps } from '../nx-features';
import type { LifeCycle, Task, TaskResult } from './nx-internals';
import { expectOrchestrator } from './orchestrator';
import { rendererOf } from './renderer';
import type { RunContext } from './run-context';
import { applyAll, expectPrototype, guarded, hook, type Seam } from './seam';

/**
 * Puts `peakRss`, and how it was got, on every task result and its task before anybody downstream
 * sees them.
 *
 * Two places, because neither reaches everybody: `postRunSteps` gets the objects that
 * `runDiscreteTasks` hands to agents, and since Nx 22.7 rebuilds them before it calls
 * `endTasks`, whose argument is what life cycles and `postTasksExecution` plugins see.
 */
export const taskResultsSeam: Seam<RunContext> = {
  name: 'task results',
  without: 'peakRss is missing on task results',
  apply(context) {
    const { name } = taskResultsSeam;
    const orchestrator = expectOrchestrator(context.nx);
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    return applyAll([
      () =>
        hook<[readonly Task[]]>(context, name, composite, 'startTasks', {
          before: ([tasks], self) => {
            const renderer =
              guarded(context, name, () => rendererOf(context.nx, self as LifeCycle)) ?? 'static';
            tasks.forEach((task) => {
              context.peaks.taskStarted(task, renderer);
            });
          },
        }),
      () =>
        hook(context, name, orchestrator, 'postRunSteps', {
          before: (args) => {
            settle(context, resultsOfPostRunSteps(args));
          },
        }),
      () =>
        hook<[readonly TaskResult[]]>(context, name, composite, 'endTasks', {
          before: ([results]) => {
            settle(context, results);
          },
        }),
    ]);
  },
};

function settle({ peaks }: RunContext, results: readonly TaskResult[]): void {
  for (const result of results) {
    const peakRss = peaks.settle(result.task.id, result.status);
    if (peakRss !== undefined) {
      result.peakRss = peakRss;
      result.task.peakRss = peakRss;
    }
    const shared = peaks.sharedWith(result.task.id);
    const measured = peaks.measuredOf(result.task.id);
    if (shared !== undefined) {
      result.peakRssShared = shared;
      result.task.peakRssShared = shared;
    } else if (peakRss !== undefined && measured !== undefined) {
      result.peakMemory = measured;
      result.task.peakMemory = measured;
    }
  }
}
