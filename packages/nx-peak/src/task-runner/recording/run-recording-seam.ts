import type { Task, TaskResult, TaskStatus } from '../nx-internals';
import { expectOrchestrator, type Orchestrator } from '../orchestrator';
import type { RunContext } from '../run-context';
import { applyAll, expectPrototype, guarded, hook, type Seam } from '../seam';

/** Tells the record which tasks start and how they end. */
export const runRecordingSeam: Seam<RunContext> = {
  name: 'record of the run',
  without: 'runs are not recorded, and have no summary of their memory',
  apply(context) {
    const { name } = runRecordingSeam;
    const { recording } = context;
    const orchestrator = expectOrchestrator(context.nx);
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    return applyAll([
      () =>
        hook<[readonly Task[]]>(context, name, composite, 'startTasks', {
          before: ([tasks]) => {
            tasks.forEach((task) => {
              recording.taskStarted(task);
            });
          },
        }),
      () =>
        hook<[readonly TaskResult[]]>(context, name, composite, 'endTasks', {
          before: ([results]) => {
            results.forEach(({ task, status }) => {
              recordEnd(context, task, status);
            });
          },
        }),
      () =>
        hook<unknown[], Promise<Readonly<Record<string, TaskStatus>>>>(
          context,
          name,
          orchestrator,
          'run',
          {
            before: () => {
              recording.commandStarted();
            },
            withResult: (running, _args, self) => {
              running.then(
                (statuses) => {
                  guarded(context, name, () => {
                    recordSkipped(context, self as Orchestrator, statuses);
                    recording.commandEnded();
                  });
                },
                () => undefined, // Nx reports why the tasks could not be run
              );
              return running;
            },
          },
        ),
    ]);
  },
};

/** Records how a task ended; the measurement settles with that. */
export function recordEnd(
  { recording, peaks, deaths }: RunContext,
  task: Task,
  status: TaskStatus | undefined,
): void {
  const peakRss = peaks.settle(task.id, status);
  recording.taskEnded(task, {
    status,
    end: deaths.endOf(task.id),
    peakRss,
    measured: peaks.measuredOf(task.id),
    processesAtPeak: peaks.processesAtPeakOf(task.id),
    // A task that succeeds without a process that it lost has not died of it.
    diagnosis: status === 'success' ? undefined : deaths.diagnosisOf(task.id),
    shared: peaks.sharedWith(task.id) !== undefined,
  });
}

/** Nx tells no life cycle of tasks that did not run because one before them failed. */
function recordSkipped(
  context: RunContext,
  { taskGraph }: Orchestrator,
  statuses: Readonly<Record<string, TaskStatus>>,
): void {
  for (const [id, status] of Object.entries(statuses)) {
    const task = taskGraph.tasks[id];
    if (status === 'skipped' && task !== undefined) {
      recordEnd(context, task, status);
    }
  }
}
