import { nxFeatures, resultsOfPostRunSteps } from '../nx/features';
import { expectOrchestrator, type Orchestrator } from '../nx/orchestrator';
import type { TaskStatus } from '../nx/types';
import { hook } from './hook';
import type { Patch } from './patch';

/** Knows when the tasks of a command begin to run, and how all of them ended. */
export const runCommandPatch: Patch = {
  name: 'running a command',
  without: 'the record of a run lacks the skipped tasks and how the run ended',
  apply(patched) {
    const { nx, emit } = patched;
    return hook<unknown[], Promise<Readonly<Record<string, TaskStatus>>>>(
      patched,
      runCommandPatch.name,
      expectOrchestrator(nx),
      'run',
      {
        before: (_args, self) => {
          emit({ kind: 'command-started', orchestrator: self });
        },
        resolved: (statuses, _args, self) => {
          const { tasks } = (self as Orchestrator).taskGraph;
          emit({ kind: 'statuses-known', statuses, tasks });
        },
      },
    );
  },
};

/**
 * Gets the results that `runDiscreteTasks` hands to agents. Life cycles and `postTasksExecution`
 * plugins may get others, by `endTasks`.
 */
export const resultsPatch: Patch = {
  name: 'results of tasks',
  without: 'peakRss and diagnosis are missing on the task results that agents get',
  apply(patched) {
    const { nx, emit } = patched;
    return hook(patched, resultsPatch.name, expectOrchestrator(nx), 'postRunSteps', {
      before: (args) => {
        resultsOfPostRunSteps(args).forEach((result) => {
          emit({ kind: 'result-made', result });
        });
      },
    });
  },
};

/** Knows when the orchestrator of a command, or of an agent's invocation, is disposed of. */
export const invocationPatch: Patch = {
  name: 'end of an invocation',
  without: 'a long-lived agent keeps what was known of its tasks',
  neededBy: (nx) => nxFeatures.disposedOrchestrators.isIn(nx),
  apply(patched) {
    const { nx, emit } = patched;
    return hook(patched, invocationPatch.name, expectOrchestrator(nx), 'dispose', {
      after: (_args, self) => {
        const taskIds = Object.keys((self as Orchestrator).taskGraph.tasks);
        emit({ kind: 'orchestrator-disposed', orchestrator: self, taskIds });
      },
    });
  },
};
