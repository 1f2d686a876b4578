import type { CacheKind, TaskDiagnosis, TaskOutcome } from '@nx-peak/run-record/recorder';
import { formatDiagnosis, isSuccess, type ProcessEnd, type Diagnosis } from '@nx-peak/diagnosis';
import type { TaskStatus } from '../nx/types';

/** How a task that is over ended. */
export type EndedOutcome = Exclude<TaskOutcome, { kind: 'running' }>;

/**
 * How a task ended, as a record has it.
 *
 * @param status what Nx says; undefined when it went before it said so
 * @param end how the task's process ended, as far as that was heard
 */
export function outcomeOf(
  status: TaskStatus | undefined,
  end: ProcessEnd | undefined,
): EndedOutcome {
  const how =
    end === undefined
      ? {}
      : end.kind === 'exit-code'
        ? { exitCode: end.code }
        : { signal: end.signal };
  switch (status) {
    case 'success':
      return { kind: 'succeeded', exitCode: 0 };
    case 'failure':
      // A process that succeeded did not decide that its task failed.
      return { kind: 'failed', ...(end !== undefined && isSuccess(end) ? {} : how) };
    case 'skipped':
      return { kind: 'skipped' };
    case 'stopped':
    case undefined:
      return { kind: 'stopped', ...how };
    case 'local-cache':
    case 'local-cache-kept-existing':
    case 'remote-cache':
      return { kind: 'cached', cache: CACHES[status] };
  }
}

/**
 * Why a task died, as a record has it: in the words of the log.
 *
 * @param peak bytes, see `formatDiagnosis`
 * @returns undefined when the log has nothing to tell of it either
 */
export function recordedDiagnosis(
  diagnosis: Diagnosis,
  peak: number | undefined,
): TaskDiagnosis | undefined {
  switch (diagnosis.kind) {
    case 'out-of-memory':
    case 'v8-heap-limit':
    case 'killed-by-signal': {
      const text = formatDiagnosis(diagnosis, peak);
      return text && { cause: diagnosis.kind, confidence: diagnosis.confidence, ...text };
    }
    case 'failed':
    case 'stopped':
    case 'unknown':
      return undefined;
  }
}

const CACHES: Readonly<Record<Extract<TaskStatus, `${string}cache${string}`>, CacheKind>> = {
  'local-cache': 'local',
  'local-cache-kept-existing': 'local-kept',
  'remote-cache': 'remote',
};
