import type { TaskDiagnoses } from '@nx-peak/diagnosis';
import type { Listener } from '../events';
import type { TaskPeaks } from '../peaks/task-peaks';
import type { RunRecording } from '../recording/run-recording';

/**
 * Forgets the tasks of an agent's invocation when it is over. A command runs once and then the
 * process goes; an agent of distributed task execution makes an orchestrator for each
 * invocation, never has it run a command, and lives on.
 */
export function forgetInvocations(
  peaks: TaskPeaks,
  diagnoses: TaskDiagnoses,
  recording: RunRecording,
): Listener {
  const ofCommands = new WeakSet<object>();
  return {
    name: 'end of an invocation',
    on: {
      'command-started': ({ orchestrator }) => {
        ofCommands.add(orchestrator);
      },
      'orchestrator-disposed': ({ orchestrator, taskIds }) => {
        if (!ofCommands.has(orchestrator)) {
          taskIds.forEach((taskId) => {
            peaks.forget(taskId);
            diagnoses.forget(taskId);
          });
          recording.invocationEnded();
        }
      },
    },
  };
}
