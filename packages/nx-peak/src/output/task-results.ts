import type { TaskDiagnoses } from '@nx-peak/diagnosis';
import type { Listener } from '../events';
import type { TaskResult } from '../nx/types';
import type { TaskPeaks } from '../peaks/task-peaks';

/**
 * Puts `peakRss`, how it was measured, and why a task died on every task result and its task,
 * before anybody downstream sees them: agents, life cycles and `postTasksExecution` plugins.
 */
export function annotateResults(peaks: TaskPeaks, diagnoses: TaskDiagnoses): Listener {
  const annotate = ({ result }: { readonly result: TaskResult }): void => {
    putPeak(peaks, result);
    const diagnosis = diagnoses.diagnosisOf(result.task.id);
    if (diagnosis !== undefined) {
      result.diagnosis = diagnosis;
      result.task.diagnosis = diagnosis;
    }
  };
  return { name: 'task results', on: { 'result-made': annotate, 'task-ended': annotate } };
}

function putPeak(peaks: TaskPeaks, result: TaskResult): void {
  const { task } = result;
  const peakRss = peaks.settle(task.id);
  if (peakRss !== undefined) {
    result.peakRss = peakRss;
    task.peakRss = peakRss;
  }
  const shared = peaks.sharedWith(task.id);
  const measured = peaks.measuredOf(task.id);
  if (shared !== undefined) {
    result.peakRssShared = shared;
    task.peakRssShared = shared;
  } else if (peakRss !== undefined && measured !== undefined) {
    result.peakMemory = measured;
    task.peakMemory = measured;
  }
}
