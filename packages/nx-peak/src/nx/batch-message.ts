/** What a batch executor tells of a task that is over. Epoch milliseconds. */
export interface BatchResult {
  readonly taskId: string;
  /** Old executors tell no times. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  /** Whether it was reported by itself, when the task ended, or with all others at the end. */
  readonly reportedAtOnce: boolean;
}

interface Times {
  readonly startTime?: number;
  readonly endTime?: number;
}

/** The messages of the worker: one for each task, one at the end. */
type BatchMessage =
  | { readonly type: 1; readonly task: string; readonly result: Times }
  | { readonly type: 2; readonly results: Readonly<Record<string, Times>> };

/** The results that a worker's message tells; none for any other message. */
export function resultsInBatchMessage(message: unknown): BatchResult[] {
  const said = message as Partial<BatchMessage> | null | undefined;
  if (said?.type === 1 && said.task !== undefined) {
    return [resultOf(said.task, said.result ?? {}, true)];
  }
  if (said?.type === 2) {
    return Object.entries(said.results ?? {}).map(([id, times]) => resultOf(id, times, false));
  }
  return [];
}

function resultOf(
  taskId: string,
  { startTime, endTime }: Times,
  reportedAtOnce: boolean,
): BatchResult {
  return { taskId, startTime, endTime, reportedAtOnce };
}
