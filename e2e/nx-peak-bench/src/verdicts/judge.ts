import type { Diagnosis } from 'nx-peak';
import type { End, Truth } from './truth';

/**
 * - `right`: it tells what happened
 * - `not recognised`: it tells less, and nothing untrue
 * - `wrong`: it tells of a death for want of memory that was none, or was another one; or something
 *   else that is untrue, for certain
 */
export type Judgement = 'right' | 'not recognised' | 'wrong';

/** Holds what was told of a task, null for nothing, against the truth. */
export function judge(truth: Truth, told: Diagnosis | null): Judgement {
  if (isRight(truth, told)) {
    return 'right';
  }
  if (told === null) {
    return 'not recognised';
  }
  switch (told.kind) {
    case 'out-of-memory':
    case 'v8-heap-limit':
      return 'wrong';
    case 'killed-by-signal':
    case 'failed':
    case 'stopped':
    case 'unknown':
      return told.confidence === 'certain' && !tellsEnd(told, truth) ? 'wrong' : 'not recognised';
  }
}

function isRight(truth: Truth, told: Diagnosis | null): boolean {
  switch (truth.kind) {
    case 'out-of-memory':
      return isGroupKill(told, truth.victim);
    case 'v8-heap-limit':
      return told?.kind === 'v8-heap-limit' && told.of === truth.of;
    case 'ended':
      return told !== null && tellsEnd(told, truth);
    case 'succeeded':
      return told === null || (truth.lost && isGroupKill(told, 'descendant'));
  }
}

function isGroupKill(told: Diagnosis | null, victim: 'task' | 'descendant'): boolean {
  return told?.kind === 'out-of-memory' && told.scope === 'cgroup' && told.victim === victim;
}

/** Whether it tells how the task ended; of one that dies for want of memory that is less, and true. */
function tellsEnd(told: Diagnosis, truth: Truth): boolean {
  if (truth.kind === 'succeeded') {
    return false;
  }
  const { end }: { readonly end: End } = truth;
  switch (told.kind) {
    case 'killed-by-signal':
      return 'signal' in end && told.signal === end.signal;
    case 'failed':
      return 'code' in end && told.code === end.code;
    case 'out-of-memory':
    case 'v8-heap-limit':
    case 'stopped':
    case 'unknown':
      return false;
  }
}
