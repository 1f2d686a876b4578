import { formatMemory } from '@nx-peak/host';
import type { Diagnosis } from '../diagnosis';
import { nameOfLimitedCgroup } from './limited-cgroup';

type HeapDiagnosis = Diagnosis & { readonly kind: 'v8-heap-limit' };

/** The headline about a process or thread whose heap was full. */
export function heapHeadline({ of, heapBytes, confidence }: HeapDiagnosis): string {
  const at = heapBytes === undefined ? '' : ` at ${formatMemory(heapBytes)}`;
  switch (of) {
    case 'task':
      return `ran out of JavaScript heap${at} (${confidence})`;
    case 'descendant':
      return `lost a process that ran out of JavaScript heap${at} (${confidence})`;
    case 'worker-thread':
      return `lost a worker thread that ran out of JavaScript heap (${confidence})`;
  }
}

/** The lines below it: the memory limit where there is one, and how to raise the heap's. */
export function heapDetails(diagnosis: HeapDiagnosis): string[] {
  return [...limitLine(diagnosis), adviceLine(diagnosis)];
}

function limitLine(diagnosis: HeapDiagnosis): string[] {
  const { limit } = diagnosis.memory;
  if (limit === undefined) {
    return [];
  }
  const size = formatMemory(limit.bytes);
  const name = nameOfLimitedCgroup(limit.cgroup);
  return [
    isHalfOf(limit.bytes, diagnosis)
      ? `V8 sizes its heap by the memory limit: about half of ${size} (${name})`
      : `memory limit ${size} (${name})`,
  ];
}

/**
 * Without a flag V8 takes about half of a container's limit as its heap (512 MB: 259 MB, measured
 * with Node 20), so a program runs out of heap in a container that is half empty. The heap of a
 * worker thread has a limit of its own.
 */
function isHalfOf(limitBytes: number, { of, heapBytes }: HeapDiagnosis): boolean {
  return (
    of !== 'worker-thread' &&
    heapBytes !== undefined &&
    heapBytes > 0.35 * limitBytes &&
    heapBytes < 0.7 * limitBytes
  );
}

function adviceLine({ of, memory: { limit } }: HeapDiagnosis): string {
  const raise =
    of === 'worker-thread'
      ? "Raise the worker's resourceLimits.maxOldGenerationSizeMb, or set NODE_OPTIONS=--max-old-space-size=<MB>."
      : 'Raise it with NODE_OPTIONS=--max-old-space-size=<MB>, or in the command if that sets it.';
  return limit === undefined
    ? raise
    : `${raise} Stay well below the memory limit: above it the kernel kills the process.`;
}
