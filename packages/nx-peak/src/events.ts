import type { ProcessEnd } from '@nx-peak/diagnosis';
import type { Cgroup } from '@nx-peak/host';
import type { BatchResult } from './nx/batch-message';
import type { Renderer } from './nx/renderer';
import type { SpawnOptions } from './nx/spawn-options';
import type { Task, TaskResult, TaskStatus } from './nx/types';

/**
 * Everything that can happen in a run of Nx, as the patches tell it. Handlers are synchronous: where
 * an event has a slot (a property that is not readonly), what stands in it after the last handler
 * is what goes on to Nx.
 */
export type RunEvent =
  CommandEvent | TaskEvent | ProcessEvent | BatchEvent | SampleEvent | PrintEvent;

type CommandEvent =
  /** Nx is about to run the tasks of a command. */
  | { readonly kind: 'command-started'; readonly orchestrator: object }
  /** Nx knows how all tasks of the command ended, those among them that never started. */
  | {
      readonly kind: 'statuses-known';
      readonly statuses: Readonly<Record<string, TaskStatus>>;
      readonly tasks: Readonly<Record<string, Task>>;
    }
  /** Nx is about to sum up the command, and has done so. */
  | { readonly kind: 'command-ending' }
  | { readonly kind: 'command-ended' }
  /** A command, or an invocation of an agent, which lives on, is over for good. */
  | {
      readonly kind: 'orchestrator-disposed';
      readonly orchestrator: object;
      readonly taskIds: readonly string[];
    }
  /** This process exits; nothing asynchronous happens any more. */
  | { readonly kind: 'process-exit'; readonly code: number };

/** Tasks as Nx tells its life cycles of them, each event once however deep these nest. */
type TaskEvent =
  /** Nx takes a task up. It may still come from the cache. */
  | { readonly kind: 'task-scheduled'; readonly task: Task; readonly renderer: Renderer }
  /** Nx runs a task. Not told of the tasks of a batch. */
  | { readonly kind: 'task-started'; readonly task: Task; readonly orchestrator: object }
  /** Nx begins to stop a task that runs. */
  | { readonly kind: 'task-stopping'; readonly taskId: string }
  /** Nx made the result that agents get. Life cycles may get another object. */
  | { readonly kind: 'result-made'; readonly result: TaskResult }
  /** Nx is about to tell its life cycles that a task ended. */
  | { readonly kind: 'task-ended'; readonly result: TaskResult }
  /** It has told them. */
  | {
      readonly kind: 'task-shown';
      readonly taskId: string;
      /** Appends to the pane of the task in the TUI; undefined where it has none. */
      readonly appendToPane: ((text: string) => void) | undefined;
    };

/** Processes that run one task. */
type ProcessEvent =
  /** A process is about to be spawned by Node. */
  | {
      readonly kind: 'process-starting';
      readonly taskId: string;
      /** Slot: what it is spawned with. */
      spawn: SpawnOptions;
    }
  /** A process was spawned, or started on a pseudo-terminal. */
  | {
      readonly kind: 'process-started';
      readonly taskId: string;
      readonly pid: number;
      /** Variables that it and its descendants alone have. */
      readonly environment: Readonly<Record<string, string>>;
      /** Its NODE_OPTIONS. */
      readonly nodeOptions: string | undefined;
      /** Whether Nx shows its output as it comes, and prints no line when the task ends. */
      readonly streamed: boolean;
      /** With what it was spawned; undefined for one on a pseudo-terminal. */
      readonly spawn: SpawnOptions | undefined;
      /** Slot: the cgroup that was made for it. */
      cgroup: Cgroup | undefined;
    }
  | {
      readonly kind: 'process-ended';
      readonly taskId: string;
      /** Undefined when it cannot be told how. */
      readonly end: ProcessEnd | undefined;
    };

/** The worker process of a batch executor, which runs several tasks. */
type BatchEvent =
  | {
      readonly kind: 'batch-started';
      readonly batch: StartedBatch;
      readonly pid: number;
    }
  /** The worker tells results, before Nx hears of them. */
  | {
      readonly kind: 'batch-message';
      readonly batch: StartedBatch;
      readonly results: readonly BatchResult[];
    }
  /** The worker is gone. */
  | {
      readonly kind: 'batch-ended';
      readonly batch: StartedBatch;
      /** Undefined when it cannot be told how. */
      readonly end: ProcessEnd | undefined;
    };

/** A batch whose worker was started. */
export interface StartedBatch {
  /** Unique in this process; not the id of a task. */
  readonly id: string;
  readonly executor: string;
  readonly taskIds: readonly string[];
  /** Whether Nx prints no line for its tasks. */
  readonly streamed: boolean;
}

/** The tracker took a sample of what is measured under an id: a task's, or a batch's. */
interface SampleEvent {
  readonly kind: 'sampled';
  readonly id: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What Nx prints. */
type PrintEvent =
  /** Nx is about to print a task that ended, with its output, and has done so. */
  | {
      readonly kind: 'task-printing';
      readonly task: Task;
      readonly status: TaskStatus;
      readonly output: string;
    }
  | { readonly kind: 'task-printed'; readonly task: Task }
  /** The header of a finished task: Nx made its text. */
  | {
      readonly kind: 'header-printing';
      readonly taskId: string;
      readonly status: TaskStatus | undefined;
      /** Slot. */
      text: string;
    }
  /** A line of a style that draws over its lines; `taskId` when Nx prints it for a task. */
  | { readonly kind: 'line-printing'; readonly taskId: string | undefined; text: string }
  /** Lines that list tasks: below a message of Nx, or after the TUI. */
  | { readonly kind: 'list-printing'; text: string }
  /** A line that says where the output of a task is, `note` behind its command line. */
  | { readonly kind: 'redirect-printing'; readonly commandLine: string; note: string }
  /** Nx is about to print the summary after the TUI, and has done so. */
  | { readonly kind: 'summary-printing' }
  | { readonly kind: 'summary-printed' }
  /** Nx's report on the performance of the run: rows to add to it. */
  | { readonly kind: 'report-made'; readonly rows: string[] }
  /** The popup before the TUI exits: texts to add to its recommendations. */
  | { readonly kind: 'exit-popup-made'; readonly recommendations: string[] };

export type EventKind = RunEvent['kind'];

export type EventOf<Kind extends EventKind> = Extract<RunEvent, { readonly kind: Kind }>;

/** Tells all listeners of an event, one after the other. Never throws. */
export type Emit = (event: RunEvent) => void;

/** Hears of what happens. What one of its handlers throws is recorded under its name. */
export interface Listener {
  readonly name: string;
  readonly on: Handlers;
}

export type Handlers = { readonly [Kind in EventKind]?: (event: EventOf<Kind>) => void };
