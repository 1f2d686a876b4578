import type { Finding } from './finding';
import { canHaveUsed, type OomCase } from './oom-case';
import { signalOf, type ProcessEnd } from './process-end';

/** V8 aborts when its heap is full: the task's own process did, or one below it. */
export function heapLimit(oomCase: OomCase, end: ProcessEnd | undefined): Finding | undefined {
  const { heap: message } = oomCase.messages;
  if (message === undefined) {
    return undefined;
  }
  const { text, pid, heapBytes } = message;
  const aborted = end !== undefined && signalOf(end) === 'SIGABRT';
  const isOfTask =
    pid !== undefined &&
    (pid === end?.pid || oomCase.canBeOfTask(pid)) &&
    !oomCase.isRunning(pid) &&
    // A heap far larger than all the task ever used is a quotation.
    (heapBytes === undefined || canHaveUsed(oomCase, heapBytes));
  // A process in a container has a pid of another namespace, which ties its message to nothing.
  // That the task aborted still does.
  if (!aborted && !isOfTask) {
    return undefined;
  }
  return {
    kind: 'v8-heap-limit',
    of: aborted ? 'task' : 'descendant',
    heapBytes,
    confidence: aborted && (isOfTask || pid === undefined) ? 'certain' : 'likely',
    evidence: [...(end ? [end] : []), { kind: 'heap-message', message: text, heapBytes }],
  };
}

/** Node ends a worker thread whose heap is full by an error in the thread that started it. */
export function workerHeapLimit({ messages }: OomCase, end: ProcessEnd): Finding | undefined {
  // A program that goes on after the error decides by itself how it ends, and so does one that
  // quotes it.
  if (messages.worker?.isLast !== true) {
    return undefined;
  }
  return {
    kind: 'v8-heap-limit',
    of: 'worker-thread',
    heapBytes: undefined,
    confidence: end.kind === 'exit-code' && end.code === 1 ? 'certain' : 'likely',
    evidence: [end, { kind: 'heap-message', message: messages.worker.text, heapBytes: undefined }],
  };
}
