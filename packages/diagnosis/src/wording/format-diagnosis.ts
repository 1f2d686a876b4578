import { formatMemory } from '@nx-peak/host';
import type { Diagnosis, Evidence, MemoryAtEnd } from '../diagnosis';
import { heapDetails, heapHeadline } from './heap-text';
import { nameOfLimitedCgroup } from './limited-cgroup';

/** A diagnosis as it is printed under the task's name. */
export interface DiagnosisText {
  /** Continues the task's name: `app:build` ... `was OOM-killed by the kernel (...)`. */
  readonly headline: string;
  /** At most three lines. */
  readonly details: readonly string[];
}

/**
 * The text of a diagnosis. There is one only for tasks that ran out of memory, and for those that a
 * signal killed without a known reason: a task that failed by itself has printed why.
 *
 * @param peakBytes peak RSS of the task's process tree; undefined without a sample
 * @returns undefined when there is nothing to print
 */
export function formatDiagnosis(
  diagnosis: Diagnosis,
  peakBytes: number | undefined,
): DiagnosisText | undefined {
  switch (diagnosis.kind) {
    case 'out-of-memory':
      return {
        headline: `${OOM_KILLED[diagnosis.victim]} (${diagnosis.confidence}: ${strongestEvidence(diagnosis.evidence)})`,
        details: [
          peakLine(diagnosis.scope, diagnosis.memory, peakBytes),
          ...othersLine(diagnosis.memory),
          ADVICE[diagnosis.scope],
        ],
      };
    case 'v8-heap-limit':
      return { headline: heapHeadline(diagnosis), details: heapDetails(diagnosis) };
    case 'killed-by-signal':
      return BY_REQUEST.has(diagnosis.signal)
        ? undefined
        : { headline: `was killed by ${diagnosis.signal}${ofSigkill(diagnosis)}`, details: [] };
    case 'failed':
    case 'stopped':
    case 'unknown':
      return undefined;
  }
}

const OOM_KILLED = {
  task: 'was OOM-killed by the kernel',
  descendant: 'lost a process that was OOM-killed by the kernel',
} as const;

const ADVICE = {
  cgroup:
    'Raise the limit, or run fewer tasks at once (--parallel). A larger --max-old-space-size makes it worse.',
  host: 'Run fewer tasks at once (--parallel), or use a machine with more memory. A larger --max-old-space-size makes it worse.',
} as const;

/** Signals that ask a program to end: whoever sent one knows. */
const BY_REQUEST: ReadonlySet<string> = new Set(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']);

function ofSigkill({ signal }: Diagnosis & { readonly kind: 'killed-by-signal' }): string {
  return signal === 'SIGKILL' ? ' (no evidence that memory ran out)' : '';
}

function strongestEvidence(evidence: readonly Evidence[]): string {
  const logged = evidence.find((one) => one.kind === 'kernel-log');
  if (logged !== undefined) {
    const { command, pid, anonRssBytes } = logged;
    return `the kernel log names ${command}, process ${pid}, with ${formatMemory(anonRssBytes)}`;
  }
  const counted = evidence.find((one) => one.kind === 'oom-kill-counter');
  if (counted !== undefined) {
    const { counter, count } = counted;
    return `oom_kill rose by ${count} ${counter.kind === 'cgroup' ? 'in its cgroup' : 'on this host'}`;
  }
  return 'from how it ended';
}

function peakLine(
  scope: 'cgroup' | 'host',
  { limit, hostBytes }: MemoryAtEnd,
  peakBytes: number | undefined,
): string {
  const peak = peakBytes === undefined ? undefined : `peak ${formatMemory(peakBytes)}`;
  if (limit === undefined || scope === 'host') {
    return `${peak ?? 'no peak measured'}; the host has ${formatMemory(hostBytes)}`;
  }
  const ofLimit = `${formatMemory(limit.bytes)} limit (${nameOfLimitedCgroup(limit.cgroup)})`;
  return peak === undefined ? `no peak measured; ${ofLimit}` : `${peak} of a ${ofLimit}`;
}

/** As many of the other tasks as fit a line. */
const MOST_OTHERS = 3;

function othersLine({ others }: MemoryAtEnd): string[] {
  if (others.length === 0) {
    return [];
  }
  const named = others
    .slice(0, MOST_OTHERS)
    .map(({ taskId, rssBytes }) => `${taskId} ${formatMemory(rssBytes)}`)
    .join(', ');
  const more = others.length > MOST_OTHERS ? `, ${others.length - MOST_OTHERS} more` : '';
  return [`running at that moment: ${named}${more}`];
}
