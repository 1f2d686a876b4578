import { expectPrototype } from '../nx/expect';
import type { NxCopy } from '../nx/nx-copy';
import type { LifeCycle, Task, TaskResult, TaskStatus } from '../nx/types';
import { guarded } from './guard';
import { hook } from './hook';
import { Nesting } from './nesting';
import type { Patch, PatchedNx } from './patch';

function expectComposite(nx: NxCopy): object {
  return expectPrototype(nx.load('lifeCycle'), 'CompositeLifeCycle');
}

/** Hears which tasks Nx takes up. */
export const startOfTasksPatch: Patch = {
  name: 'start of tasks',
  without: 'no task has a peak, and runs are not recorded',
  apply(patched) {
    const { name } = startOfTasksPatch;
    const { nx, emit, renderers } = patched;
    const nesting = new Nesting();
    return hook<[readonly Task[]]>(patched, name, expectComposite(nx), 'startTasks', {
      before: ([tasks], self) => {
        if (nesting.enter(self)) {
          const renderer = guarded(patched, name, () => renderers.of(self)) ?? 'static';
          tasks.forEach((task) => {
            emit({ kind: 'task-scheduled', task, renderer });
          });
        }
      },
      after: (_args, self) => {
        nesting.leave(self);
      },
    });
  },
};

/** Hears how tasks ended, before and after Nx's own life cycles do. */
export const endOfTasksPatch: Patch = {
  name: 'end of tasks',
  without:
    'peakRss and diagnosis are missing on task results, tasks whose output is streamed show no peak, and a record does not say how its tasks ended',
  apply(patched) {
    const { nx, emit } = patched;
    const nesting = new Nesting();
    return hook<[readonly TaskResult[]]>(
      patched,
      endOfTasksPatch.name,
      expectComposite(nx),
      'endTasks',
      {
        before: ([results], self) => {
          if (nesting.enter(self)) {
            results.forEach((result) => {
              emit({ kind: 'task-ended', result });
            });
          }
        },
        after: ([results], self) => {
          if (nesting.leave(self)) {
            tellShown(patched, self, results);
          }
        },
      },
    );
  },
};

/** Only the TUI itself gets more text: a composite would also store it for the summary after exit. */
function tellShown(
  { emit, renderers, panes }: PatchedNx,
  lifeCycle: LifeCycle,
  results: readonly TaskResult[],
): void {
  const tui = renderers.tuiIn(lifeCycle);
  for (const { task } of results) {
    const appendToPane = panes.has(task.id)
      ? (text: string): void => {
          tui?.appendTaskOutput?.(task.id, text, false);
        }
      : undefined;
    emit({ kind: 'task-shown', taskId: task.id, appendToPane });
  }
}

/** Hears that Nx sums up the command, and that it has done so. */
export const endOfCommandPatch: Patch = {
  name: 'end of a command',
  without:
    'lists of failed and stopped tasks show no peaks, and a terminal does not show why a task died',
  apply(patched) {
    const { nx, emit } = patched;
    const nesting = new Nesting();
    return hook(patched, endOfCommandPatch.name, expectComposite(nx), 'endCommand', {
      before: (_args, self) => {
        if (nesting.enter(self)) {
          emit({ kind: 'command-ending' });
        }
      },
      after: (_args, self) => {
        if (nesting.leave(self)) {
          emit({ kind: 'command-ended' });
        }
      },
    });
  },
};

/** Hears which finished task Nx prints, and when it has done so. */
export const printedTasksPatch: Patch = {
  name: 'printing of finished tasks',
  without: 'the headers of finished tasks show no peak, and nothing below them why a task died',
  apply(patched) {
    const { nx, emit, shown } = patched;
    const nesting = new Nesting();
    return hook<[Task, TaskStatus, string]>(
      patched,
      printedTasksPatch.name,
      expectComposite(nx),
      'printTaskTerminalOutput',
      {
        around: (call, [task, status, output], self) => {
          if (!nesting.enter(self)) {
            call();
            return;
          }
          try {
            emit({ kind: 'task-printing', task, status, output });
            shown.while(task.id, call);
          } finally {
            nesting.leave(self);
          }
          emit({ kind: 'task-printed', task });
        },
      },
    );
  },
};
