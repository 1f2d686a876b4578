import type { Listener } from '../events';
import type { TaskPeaks } from './task-peaks';

/** Measures the processes of each task, and settles its peak when somebody is about to show it. */
export function peaksListener(peaks: TaskPeaks): Listener {
  return {
    name: 'peaks of tasks',
    on: {
      'task-scheduled': ({ task, renderer }) => {
        peaks.taskStarted(task, renderer);
      },
      'process-started': ({ taskId, pid, environment, streamed }) => {
        if (streamed) {
          peaks.taskIsStreamed(taskId);
        }
        peaks.processStarted(taskId, pid, environment);
      },
      // Never sampled into its shutdown.
      'task-stopping': ({ taskId }) => {
        peaks.settle(taskId);
      },
      'task-printing': ({ task }) => {
        peaks.settle(task.id);
      },
      'result-made': ({ result }) => {
        peaks.settle(result.task.id, result.status);
      },
      'task-ended': ({ result }) => {
        peaks.settle(result.task.id, result.status);
      },
      // Not every task that was stopped has an end of its own.
      'command-ended': () => {
        peaks.settleAll();
      },
      'summary-printing': () => {
        peaks.settleAll();
      },
      'process-exit': () => {
        peaks.settleAll();
      },
    },
  };
}
