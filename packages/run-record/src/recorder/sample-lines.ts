import { NX_PROCESS_GROUPS } from '../samples/nx-groups';
import type { ProcessGroup, SampleLine } from '../samples/sample-line';
import type { Tick } from './sample-coalescer';

/** Turns ticks into lines of samples, which define a task or a part of nx when it is first named. */
export class SampleLines {
  readonly #defined = new Set<string>();
  readonly #batches = new Map<string, readonly string[]>();

  line({ timestamp, tasks, nx }: Tick): SampleLine {
    const groups: Record<string, ProcessGroup> = {};
    const groupMemory: Record<string, number> = {};
    const add = (group: ProcessGroup, rss: number): void => {
      groupMemory[group.id] = rss;
      if (!this.#defined.has(group.id)) {
        this.#defined.add(group.id);
        groups[group.id] = group;
      }
    };
    for (const [groupType, rss] of nx) {
      add(NX_PROCESS_GROUPS[groupType], rss);
    }
    for (const [id, rss] of tasks) {
      add(this.#groupOf(id), rss);
    }
    return {
      timestamp,
      processes: [],
      groupMemory,
      metadata: { groups, processes: {} }, // as in Nx's lines, also when there is nothing new
    };
  }

  /** What is sampled under this id is a process that these tasks share. */
  batchStarted(id: string, taskIds: readonly string[]): void {
    this.#batches.set(id, taskIds);
  }

  /** A task or batch ended: should it run again, it is defined anew. */
  forget(id: string): void {
    this.#defined.delete(id);
    this.#batches.delete(id);
  }

  #groupOf(id: string): ProcessGroup {
    const taskIds = this.#batches.get(id);
    return taskIds === undefined
      ? { id, groupType: 'Task', displayName: id }
      : { id, groupType: 'Batch', displayName: id, taskIds };
  }
}
