import { formatMemory } from '@nx-peak/host';
import { nameOfLimitedCgroup } from './evidence/limited-cgroup';
import type { Evidence, MemoryAtEnd, Diagnosis } from './diagnosis';

/** A diagnosis as it is told under the task's name. */
export interface Told {
  /** Continues the task's name: `app:build` ... `ran out of memory: ...`. */
  readonly headline: string;
  /** At most three lines. */
  readonly details: readonly string[];
}

/**
 * What is told of a diagnosis. Only deaths of memory, and kills that nobody explains, are: a task
 * that failed by itself has said why, and who stopped it knows.
 *
 * @param peak the most the task's process tree was seen to hold, in bytes
 * @returns undefined when there is nothing to tell
 */
export function describe(diagnosis: Diagnosis, peak: number | undefined): Told | undefined {
  switch (diagnosis.kind) {
    case 'out-of-memory':
      return {
        headline: `${KERNEL_KILLED[diagnosis.victim]} (${diagnosis.confidence}: ${proof(diagnosis.evidence)})`,
        details: [
          heldOf(diagnosis, peak),
          ...othersLine(diagnosis.memory),
          diagnosis.scope === 'group'
            ? 'give it a larger limit, or run fewer tasks beside it (--parallel); a larger --max-old-space-size makes it worse'
            : 'run fewer tasks at once (--parallel), or on a machine with more memory; a larger --max-old-space-size makes it worse',
        ],
      };
    case 'v8-heap-limit':
      return {
        headline: `${heapHeadline(diagnosis)} (${diagnosis.confidence})`,
        details: [...ofContainer(diagnosis), ...heapAdvice(diagnosis)],
      };
    case 'killed-by-signal':
      return BY_REQUEST.has(diagnosis.signal)
        ? undefined
        : { headline: `was killed by ${diagnosis.signal}${ofSignal(diagnosis)}`, details: [] };
    case 'failed':
    case 'stopped':
    case 'unknown':
      return undefined;
  }
}

const KERNEL_KILLED = {
  task: 'ran out of memory: the kernel killed it',
  descendant: 'lost a process that ran out of memory: the kernel killed it',
} as const;

/** Signals by which one asks a program to end. Nx tells them, by the exit codes for them. */
const BY_REQUEST: ReadonlySet<string> = new Set(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']);

function ofSignal({ signal }: Diagnosis & { readonly kind: 'killed-by-signal' }): string {
  return signal === 'SIGKILL' ? '; whether for want of memory is not proven' : '';
}

/** The strongest evidence, in a few words. */
function proof(evidence: readonly Evidence[]): string {
  const logged = evidence.find(({ kind }) => kind === 'kernel-log');
  if (logged?.kind === 'kernel-log') {
    return `the kernel log names ${logged.command}, process ${logged.pid}, with ${formatMemory(logged.anonRss)}`;
  }
  const counted = evidence.find(({ kind }) => kind === 'oom-kills');
  if (counted?.kind === 'oom-kills') {
    return `the kernel counted ${counted.count} such ${counted.count === 1 ? 'kill' : 'kills'} ${counted.of === 'group' ? 'in its group' : 'on this machine'}`;
  }
  return 'by how it ended';
}

function heldOf({ kind, memory, ...rest }: Diagnosis, peak: number | undefined): string {
  const held =
    peak === undefined
      ? 'it ended before it was measured'
      : `it was seen to hold ${formatMemory(peak)}`;
  const byMachine = kind === 'out-of-memory' && 'scope' in rest && rest.scope === 'host';
  const bound =
    memory.limit === undefined || byMachine
      ? `the machine has ${formatMemory(memory.machine)}`
      : `the limit is ${formatMemory(memory.limit.bytes)} (${nameOfLimitedCgroup(memory.limit.group)})`;
  return `${held}; ${bound}`;
}

/** As many of the others as fit a line. */
const OTHERS = 3;

function othersLine({ others }: MemoryAtEnd): string[] {
  if (others.length === 0) {
    return [];
  }
  const named = others
    .slice(0, OTHERS)
    .map(({ taskId, bytes }) => `${taskId} ${formatMemory(bytes)}`)
    .join(', ');
  const more = others.length > OTHERS ? `, ${others.length - OTHERS} more` : '';
  return [`at that moment also running: ${named}${more}`];
}

type HeapDiagnosis = Diagnosis & { readonly kind: 'v8-heap-limit' };

function heapHeadline({ of, heap }: HeapDiagnosis): string {
  const at = heap === undefined ? '' : ` at ${formatMemory(heap)}`;
  switch (of) {
    case 'task':
      return `ran out of JavaScript heap: V8 gave up${at}`;
    case 'descendant':
      return `lost a process that ran out of JavaScript heap: V8 gave up${at}`;
    case 'worker-thread':
      return 'lost a worker thread that ran out of JavaScript heap';
  }
}

/**
 * Without a flag V8 takes about half of a container's limit as its heap (512 MB: 259 MB, measured
 * with Node 20), so that a program dies of the heap in a container that is half empty.
 */
function ofContainer({ of, heap, memory: { limit } }: HeapDiagnosis): string[] {
  if (limit === undefined) {
    return [];
  }
  // The heap of a worker thread has a limit of its own.
  const half =
    of !== 'worker-thread' &&
    heap !== undefined &&
    heap > 0.35 * limit.bytes &&
    heap < 0.7 * limit.bytes;
  return [
    half
      ? `V8 sizes its heap from the memory limit: about half of the ${formatMemory(limit.bytes)} of ${nameOfLimitedCgroup(limit.group)}`
      : `the memory limit is ${formatMemory(limit.bytes)} (${nameOfLimitedCgroup(limit.group)})`,
  ];
}

function heapAdvice({ of, memory: { limit } }: HeapDiagnosis): string[] {
  const below =
    limit === undefined ? '' : `, well below the limit: beyond it the kernel kills instead`;
  return [
    of === 'worker-thread'
      ? `raise the worker's resourceLimits.maxOldGenerationSizeMb, or NODE_OPTIONS=--max-old-space-size=<MB>${below}`
      : `raise it with NODE_OPTIONS=--max-old-space-size=<MB>, or in the command if that sets it${below}`,
  ];
}
