import type { Confidence, Diagnosis } from '../diagnosis';
import type { Finding } from './finding';
import { heapLimit, workerHeapLimit } from './heap-limit';
import { killOfDescendant, killOfTask } from './kernel-kill';
import type { OomCase } from './oom-case';
import { decidingEnd, signalOf, type ProcessEnd } from './process-end';

/**
 * Why a task ended as it did. One rule stands behind all others: evidence counts for this task only
 * when something ties it to this task. Without such evidence the task just has `failed`.
 *
 * @returns undefined for a task that succeeded and lost no process to the kernel
 */
export function diagnose(oomCase: OomCase): Diagnosis | undefined {
  const finding = findingOf(oomCase);
  return finding && { ...finding, memory: oomCase.memory };
}

function findingOf(oomCase: OomCase): Finding | undefined {
  switch (oomCase.ending) {
    case 'succeeded':
      // Only the counter of its own cgroup ties a kill to a task that goes on to succeed.
      return oomCase.kills.exact ? killOfDescendant(oomCase, undefined) : undefined;
    case 'stopped':
      return { kind: 'stopped', confidence: 'certain', evidence: [{ kind: 'stopped-by-runner' }] };
    case 'failed': {
      const end = decidingEnd(oomCase.ends);
      return end === undefined ? withoutFailedProcess(oomCase) : ofEnd(oomCase, end);
    }
  }
}

function ofEnd(oomCase: OomCase, end: ProcessEnd): Finding {
  const signal = signalOf(end);
  switch (signal) {
    case 'SIGKILL':
      return killOfTask(oomCase, end) ?? killedBySignal(end, signal);
    case 'SIGABRT':
      return heapLimit(oomCase, end) ?? killedBySignal(end, signal);
    case 'SIGINT':
      return { kind: 'stopped', confidence: 'likely', evidence: [end] };
    case undefined:
      return (
        workerHeapLimit(oomCase, end) ??
        heapLimit(oomCase, end) ??
        killOfDescendant(oomCase, end) ?? {
          kind: 'failed',
          code: end.kind === 'exit-code' ? end.code : undefined,
          confidence: 'certain',
          evidence: [end],
        }
      );
    default:
      return killedBySignal(end, signal);
  }
}

/** The task failed, and no process of it is known to have failed: that of a batch lives on. */
function withoutFailedProcess(oomCase: OomCase): Finding {
  const finding = heapLimit(oomCase, undefined);
  if (finding !== undefined) {
    return finding;
  }
  return oomCase.ends.length > 0
    ? { kind: 'failed', code: undefined, confidence: 'likely', evidence: oomCase.ends }
    : { kind: 'unknown', confidence: 'unproven', evidence: [] };
}

function killedBySignal(end: ProcessEnd, signal: string): Finding {
  return { kind: 'killed-by-signal', signal, confidence: ofSignal(end, signal), evidence: [end] };
}

function ofSignal(end: ProcessEnd, signal: string): Confidence {
  // Somebody sent a SIGKILL, and nothing says who. A fault of the program is a signal of its own.
  if (signal === 'SIGKILL') {
    return 'unproven';
  }
  return end.kind === 'exit-signal' ? 'certain' : 'likely';
}
