import type { SharedPeak, WithPeak } from '../index';

export type { SharedPeak };

/**
 * The few shapes of Nx that the patches touch, as narrow as they are used. Nx exports no
 * types for them; each patch verifies what it finds before it relies on it.
 */

export type TaskStatus =
  | 'success'
  | 'failure'
  | 'skipped'
  | 'stopped'
  | 'local-cache'
  | 'local-cache-kept-existing'
  | 'remote-cache';

/** What nx-peak sets when the task has ended. */
type PeakFields = { -readonly [Field in keyof WithPeak]: WithPeak[Field] };

export interface Task extends PeakFields {
  readonly id: string;
  readonly hash?: string;
  readonly target: {
    readonly project: string;
    readonly target: string;
    readonly configuration?: string;
  };
}

export interface TaskResult extends PeakFields {
  readonly task: Task;
  readonly status: TaskStatus;
  /** Nx always knows it but for a task that was never run. */
  readonly terminalOutput?: string;
}

export interface Batch {
  readonly executorName: string;
  readonly taskGraph: { readonly tasks: Readonly<Record<string, Task>> };
}

/** Any life cycle, the composite ones included. */
export interface LifeCycle {
  /** Only composites have it. */
  readonly lifeCycles?: readonly LifeCycle[];
  startTasks?(tasks: readonly Task[], metadata: unknown): void | Promise<void>;
  endTasks?(results: readonly TaskResult[], metadata: unknown): void | Promise<void>;
  endCommand?(...args: unknown[]): void | Promise<void>;
  printTaskTerminalOutput?(task: Task, status: TaskStatus, output: string): void;
  appendTaskOutput?(taskId: string, output: string, isPtyTask: boolean): void;
}

/** What the renderers of the dynamic styles are made of. */
export interface DynamicRenderer {
  readonly lifeCycle: LifeCycle;
}

/** The message of `output.error` and `output.success`. */
export interface OutputMessage {
  readonly title: string;
  readonly bodyLines?: string[] | null;
}

type Paint = (text: string) => string;

/** The one object through which Nx writes to the terminal. */
export interface Output {
  readonly dim: Paint;
  readonly colors: { readonly green: Paint; readonly red: Paint; readonly cyan: Paint };
  formatCommand(taskId: string): string;
  addNewline(): void;
  /** Nx >= 23.3 */
  ensureLineStart?(): void;
  overwriteLine(text?: string): void;
  /** Nx >= 22.7 */
  writeToStream?(text: string): void;
  /** Nx <= 22.0 */
  writeToStdOut?(text: string): void;
  addTaskStatus(status: TaskStatus | undefined, text: string): string;
  /** Nx >= 23.3 */
  logCommandRedirect?(message: string, status: TaskStatus, note: string): void;
  logCommandOutput(message: string, status: TaskStatus | undefined, output: string): void;
  error(message: OutputMessage): void;
  success(message: OutputMessage): void;
}

const CACHE_STATUSES: ReadonlySet<TaskStatus> = new Set<TaskStatus>([
  'local-cache',
  'local-cache-kept-existing',
  'remote-cache',
]);

/** Whether the task did not run because its result was taken from a cache. */
export function isCacheHit(status: TaskStatus | undefined): boolean {
  return status !== undefined && CACHE_STATUSES.has(status);
}
