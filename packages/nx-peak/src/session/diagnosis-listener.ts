import type { Listener } from '../events';
import type { TaskDiagnoses } from '../task-runner/task-deaths';

/** Gathers how the processes of tasks end, and has it diagnosed why a task died. */
export function diagnosesListener(diagnoses: TaskDiagnoses): Listener {
  return {
    name: 'diagnoses',
    on: {
      'task-scheduled': ({ task }) => {
        diagnoses.taskStarted(task.id);
      },
      'process-started': ({ taskId, pid, cgroup }) => {
        if (cgroup !== undefined) {
          diagnoses.placed(taskId, cgroup);
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
        diagnoses.settle(task.id, status, output);
      },
      'result-made': ({ result }) => {
        diagnoses.settle(result.task.id, result.status, result.terminalOutput ?? '');
      },
      'task-ended': ({ result }) => {
        diagnoses.settle(result.task.id, result.status, result.terminalOutput ?? '');
      },
      'process-exit': () => {
        diagnoses.settleEnded();
      },
    },
  };
}
