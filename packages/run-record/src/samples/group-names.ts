import { isNxGroupType, type NxGroupType } from '../record/run-record';
import type { Sampled } from './run-memory';
import type { ProcessGroup, SampleLine, SampleMetadata } from './sample-line';

/** The processes and groups that a file has defined so far: its metadata is incremental. */
export class GroupNames {
  readonly #groups = new Map<string, ProcessGroup>();
  readonly #groupOfPid = new Map<string, string>();

  learn({ groups = {}, processes = {} }: SampleMetadata): void {
    for (const [id, group] of Object.entries(groups)) {
      this.#groups.set(id, group);
    }
    for (const [pid, { groupId }] of Object.entries(processes)) {
      this.#groupOfPid.set(pid, groupId);
    }
  }

  /** What a line says of tasks, and batches of tasks, by id, and of the parts of nx itself. */
  sampled(line: SampleLine): Sampled {
    const tasks = new Map<string, number>();
    const nx = new Map<NxGroupType, number>();
    const add = (groupId: string, bytes: number): void => {
      if (bytes <= 0) {
        return;
      }
      const group = this.#groups.get(groupId);
      if (group !== undefined && isNxGroupType(group.groupType)) {
        nx.set(group.groupType, (nx.get(group.groupType) ?? 0) + bytes);
      } else if (group === undefined || isTask(group)) {
        // In Nx's files a group has an id of its own, and its task's name is another field.
        const id = group?.id ?? groupId;
        tasks.set(id, (tasks.get(id) ?? 0) + bytes);
      }
    };
    if (line.groupMemory !== undefined) {
      for (const [groupId, bytes] of Object.entries(line.groupMemory)) {
        add(groupId, bytes);
      }
      return { tasks, nx };
    }
    const seen = new Set<number>();
    for (const { pid, memory } of line.processes) {
      const groupId = this.#groupOfPid.get(String(pid));
      if (groupId !== undefined && !seen.has(pid)) {
        seen.add(pid); // Nx says that a pid may be listed twice
        add(groupId, memory);
      }
    }
    return { tasks, nx };
  }

  /** The groups that hold tasks, by the id under which `sampled` gives them. */
  tasks(): ReadonlyMap<string, ProcessGroup> {
    return new Map(
      [...this.#groups].filter(([, group]) => isTask(group)).map(([, group]) => [group.id, group]),
    );
  }
}

function isTask({ groupType }: ProcessGroup): boolean {
  return groupType === 'Task' || groupType === 'Batch';
}
