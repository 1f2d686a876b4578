import type { Diagnosis } from 'nx-peak';
import type { End, Truth } from './truth';

/**
 * - `right`: it tells what happened
 * - `not recognised`: it tells less, and nothing untrue
 * - `wrong`: it tells of a death out of memory that was none, or was another one; or something
 *   else that is untrue, for certain
 */
export type Grade = 'right' | 'not recognised' | 'wrong';

/** Compares the diagnosis of a task, null for none, with the truth. */
export function gradeOf(truth: Truth, diagnosis: Diagnosis | null): Grade {
  if (isRight(truth, diagnosis)) {
    return 'right';
  }
  if (diagnosis === null) {
    return 'not recognised';
  }
  switch (diagnosis.kind) {
    case 'out-of-memory':
    case 'v8-heap-limit':
      return 'wrong';
    case 'killed-by-signal':
    case 'failed':
    case 'stopped':
    case 'unknown':
      return diagnosis.confidence === 'certain' && !namesEnd(diagnosis, truth)
        ? 'wrong'
        : 'not recognised';
  }
}

function isRight(truth: Truth, diagnosis: Diagnosis | null): boolean {
  switch (truth.kind) {
    case 'out-of-memory':
      return isGroupKill(diagnosis, truth.victim);
    case 'v8-heap-limit':
      return diagnosis?.kind === 'v8-heap-limit' && diagnosis.of === truth.of;
    case 'ended':
      return diagnosis !== null && namesEnd(diagnosis, truth);
    case 'succeeded':
      return diagnosis === null || (truth.lost && isGroupKill(diagnosis, 'descendant'));
  }
}

function isGroupKill(diagnosis: Diagnosis | null, victim: 'task' | 'descendant'): boolean {
  return (
    diagnosis?.kind === 'out-of-memory' &&
    diagnosis.scope === 'cgroup' &&
    diagnosis.victim === victim
  );
}

/** Whether it tells how the task ended; of one that dies out of memory that is less, and true. */
function namesEnd(diagnosis: Diagnosis, truth: Truth): boolean {
  if (truth.kind === 'succeeded') {
    return false;
  }
  const { end }: { readonly end: End } = truth;
  switch (diagnosis.kind) {
    case 'killed-by-signal':
      return 'signal' in end && diagnosis.signal === end.signal;
    case 'failed':
      return 'code' in end && diagnosis.code === end.code;
    case 'out-of-memory':
    case 'v8-heap-limit':
    case 'stopped':
    case 'unknown':
      return false;
  }
}
