import type { ProcessDescription, ProcessGroup, SampleLine } from '../samples/sample-line';

/** What one look saw. */
export interface Look {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Bytes by task, of the tasks that were seen. */
  readonly tasks: ReadonlyMap<string, number>;
  /** The processes behind them, where they are known. */
  readonly processes?: readonly SeenProcess[];
}

export interface SeenProcess {
  readonly pid: number;
  /** Bytes resident. */
  readonly memory: number;
  /** Percent of one core. */
  readonly cpu?: number;
  readonly taskId: string;
  readonly ppid?: number;
  readonly name?: string;
  /** The command line; secrets in it are masked before it is written. */
  readonly command?: string;
  /** Whether Nx started it, rather than another process of the task. */
  readonly isRoot?: boolean;
}

/** A command line is cut to this many characters. */
export const LONGEST_COMMAND = 300;

/** Turns looks into lines of samples, which define a task or a process when it is first named. */
export class LookLines {
  readonly #mask: (text: string) => string;
  readonly #tasks = new Set<string>();
  readonly #batches = new Map<string, readonly string[]>();
  /** The processes of the last look, by pid: what they were defined as. */
  #processes = new Map<number, string>();

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  line({ timestamp, tasks, processes = [] }: Look): SampleLine {
    const groups: Record<string, ProcessGroup> = {};
    for (const id of tasks.keys()) {
      if (!this.#tasks.has(id)) {
        this.#tasks.add(id);
        const taskIds = this.#batches.get(id);
        groups[id] =
          taskIds === undefined
            ? { id, groupType: 'Task', displayName: id }
            : { id, groupType: 'Batch', displayName: id, taskIds };
      }
    }
    const described: Record<string, ProcessDescription> = {};
    const now = new Map<number, string>();
    for (const process of processes) {
      const identity = `${process.taskId}\n${process.name ?? ''}\n${process.command ?? ''}`;
      if (this.#processes.get(process.pid) !== identity) {
        described[String(process.pid)] = this.#description(process);
      }
      now.set(process.pid, identity);
    }
    this.#processes = now; // one that comes back is defined anew: it may be another
    return {
      timestamp,
      processes: processes.map(({ pid, cpu, memory }) => ({
        pid,
        ...(cpu !== undefined && { cpu }),
        memory,
      })),
      groupMemory: Object.fromEntries(tasks),
      metadata: { groups, processes: described }, // as in Nx's lines, also when there is nothing new
    };
  }

  /** What is sampled under this id is a process that these tasks share. */
  batchStarted(id: string, taskIds: readonly string[]): void {
    this.#batches.set(id, taskIds);
  }

  /** A task or batch ended: should it run again, it is defined anew. */
  forget(id: string): void {
    this.#tasks.delete(id);
    this.#batches.delete(id);
  }

  #description({ taskId, ppid, name, command, isRoot }: SeenProcess): ProcessDescription {
    return {
      ...(ppid !== undefined && { ppid }),
      ...(name !== undefined && { name }),
      ...(command !== undefined && { command: shortened(this.#mask(command)) }),
      groupId: taskId,
      ...(isRoot !== undefined && { isRoot }),
    };
  }
}

/** Cut after it was masked: half a secret is one, too. */
export function shortened(command: string): string {
  return command.length > LONGEST_COMMAND ? `${command.slice(0, LONGEST_COMMAND - 1)}…` : command;
}
