import type { TaskDiagnoses, TaskEnding } from '@nx-peak/diagnosis';
import type { Listener } from '../events';
import { isCacheHit, type TaskResult, type TaskStatus } from '../nx/types';

/** Passes on how the processes of tasks run and end, and has tasks diagnosed that have ended. */
export function diagnosesListener(diagnoses: TaskDiagnoses): Listener {
  const settle = ({ task, status, terminalOutput = '' }: TaskResult): void => {
    diagnoses.settle(task.id, endingOf(status), terminalOutput);
  };
  return {
    name: 'diagnoses',
    on: {
      'task-scheduled': ({ task }) => {
        diagnoses.taskStarted(task.id);
      },
      'process-started': ({ taskId, pid, cgroup }) => {
        if (cgroup !== undefined) {
          diagnoses.cgroupAssigned(taskId, cgroup);
        }
        diagnoses.processStarted(taskId, pid);
      },
      sampled: ({ id, bytes }) => {
        diagnoses.sampled(id, bytes);
      },
      'process-ended': ({ taskId, end }) => {
        diagnoses.processEnded(taskId, end);
      },
      'batch-started': ({ batch, pid }) => {
        batch.taskIds.forEach((taskId) => {
          diagnoses.processStarted(taskId, pid, batch.id);
        });
      },
      'batch-ended': ({ batch, end }) => {
        batch.taskIds.forEach((taskId) => {
          diagnoses.processEnded(taskId, end);
        });
      },
      'task-stopping': ({ taskId }) => {
        diagnoses.stopping(taskId);
      },
      'task-printing': ({ task, status, output }) => {
        diagnoses.settle(task.id, endingOf(status), output);
      },
      'result-made': ({ result }) => {
        settle(result);
      },
      'task-ended': ({ result }) => {
        settle(result);
      },
      'process-exit': () => {
        diagnoses.settleEnded();
      },
    },
  };
}

/** Whatever Nx says other than success and failure means that the task did not come to its end. */
function endingOf(status: TaskStatus | undefined): TaskEnding {
  if (status === 'success' || isCacheHit(status)) {
    return 'succeeded';
  }
  return status === 'failure' ? 'failed' : 'stopped';
}
