import { resultsOfPostRunSteps } from '../nx-features';
import type { Task, TaskResult } from './nx-internals';
import { expectOrchestrator } from './orchestrator';
import type { RunContext } from './run-context';
import { applyAll, expectPrototype, hook, type Seam } from './seam';

/**
 * Puts `diagnosis` on the results of tasks that did not succeed, and on the tasks, at the places
 * where `taskResultsSeam` puts the measurements and for its reasons.
 */
export const diagnosesOnResultsSeam: Seam<RunContext> = {
  name: 'diagnoses on task results',
  without: 'nobody is told why a task died, and diagnosis is missing on task results',
  apply(context) {
    const { name } = diagnosesOnResultsSeam;
    const orchestrator = expectOrchestrator(context.nx);
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    return applyAll([
      () =>
        hook<[readonly Task[]]>(context, name, composite, 'startTasks', {
          before: ([tasks]) => {
            tasks.forEach(({ id }) => {
              context.deaths.taskStarted(id);
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

function settle({ deaths }: RunContext, results: readonly TaskResult[]): void {
  for (const result of results) {
    const { task, status, terminalOutput = '' } = result;
    const diagnosis = deaths.settle(task.id, status, terminalOutput);
    if (diagnosis !== undefined) {
      result.diagnosis = diagnosis;
      task.diagnosis = diagnosis;
    }
  }
}
