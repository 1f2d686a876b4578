import type { TaskDiagnoses } from '@nx-peak/diagnosis';
import { isNxGroupType } from '@nx-peak/run-record/recorder';
import type { Listener } from '../events';
import type { Task, TaskStatus } from '../nx/types';
import type { TaskPeaks } from '../peaks/task-peaks';
import { heapFlagsIn } from './facts/heap-flags';
import type { RunRecording } from './run-recording';

/** Puts into the record which tasks started, what they took, and how they ended. */
export function recordTasks(
  recording: RunRecording,
  peaks: TaskPeaks,
  diagnoses: TaskDiagnoses,
): Listener {
  /** The measurement settles with that. */
  const recordEnd = (task: Task, status: TaskStatus | undefined): void => {
    const peakRss = peaks.settle(task.id, status);
    recording.taskEnded(task, {
      status,
      end: diagnoses.endOf(task.id),
      peakRss,
      measured: peaks.measuredOf(task.id),
      processesAtPeak: peaks.processesAtPeakOf(task.id),
      // A task that succeeds without a process that it lost has not died of it.
      diagnosis: status === 'success' ? undefined : diagnoses.diagnosisOf(task.id),
      shared: peaks.sharedWith(task.id) !== undefined,
    });
  };
  return {
    name: 'record of the run',
    on: {
      'command-started': ({ orchestrator }) => {
        recording.commandStarted(orchestrator);
      },
      'task-scheduled': ({ task }) => {
        recording.taskStarted(task);
      },
      'task-started': ({ orchestrator }) => {
        recording.runsBy(orchestrator);
      },
      'process-started': ({ taskId, nodeOptions }) => {
        recording.heapFlagsSeen(taskId, heapFlagsIn(nodeOptions));
      },
      sampled: ({ id, bytes, at }) => {
        if (isNxGroupType(id)) {
          recording.nxSampled(id, bytes, at);
        } else {
          recording.sampled(id, bytes, at);
        }
      },
      'batch-ended': ({ batch }) => {
        recording.batchEnded(batch.id);
      },
      'task-ended': ({ result }) => {
        recordEnd(result.task, result.status);
      },
      'statuses-known': ({ statuses, tasks }) => {
        // Nx tells no life cycle of tasks that did not run because one before them failed.
        for (const [id, status] of Object.entries(statuses)) {
          const task = tasks[id];
          if (status === 'skipped' && task !== undefined) {
            recordEnd(task, status);
          }
        }
        recording.commandEnded();
      },
      'process-exit': () => {
        recording.running().forEach((task) => {
          recordEnd(task, undefined);
        });
      },
    },
  };
}

/**
 * Names the batches to the record. Heard before anything of a batch is measured: a sample of an id that
 * the record does not know for a batch is taken for one of a task.
 */
export function recordBatches(recording: RunRecording): Listener {
  return {
    name: 'batches of the record',
    on: {
      'batch-started': ({ batch }) => {
        recording.batchStarted(batch.id, batch.taskIds);
      },
    },
  };
}
