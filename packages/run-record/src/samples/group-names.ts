import type { ProcessGroup, SampleLine, SampleMetadata } from './sample-line';

/** Which processes and groups a file has told of so far: its metadata is incremental. */
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

  /**
   * What the tasks, and batches of tasks, held at a look, in bytes by id. The processes of nx itself
   * and of its daemon are no task's.
   */
  taskMemory(line: SampleLine): Map<string, number> {
    const result = new Map<string, number>();
    const add = (groupId: string, bytes: number): void => {
      const group = this.#groups.get(groupId);
      if (bytes > 0 && (group === undefined || isTask(group))) {
        // In Nx's files a group has an id of its own, and its task's name is another field.
        const id = group?.id ?? groupId;
        result.set(id, (result.get(id) ?? 0) + bytes);
      }
    };
    if (line.groupMemory !== undefined) {
      for (const [groupId, bytes] of Object.entries(line.groupMemory)) {
        add(groupId, bytes);
      }
      return result;
    }
    const seen = new Set<number>();
    for (const { pid, memory } of line.processes) {
      const groupId = this.#groupOfPid.get(String(pid));
      if (groupId !== undefined && !seen.has(pid)) {
        seen.add(pid); // Nx says that a pid may be listed twice
        add(groupId, memory);
      }
    }
    return result;
  }

  /** The groups that hold tasks, by the id under which `taskMemory` gives them. */
  tasks(): ReadonlyMap<string, ProcessGroup> {
    return new Map(
      [...this.#groups].filter(([, group]) => isTask(group)).map(([, group]) => [group.id, group]),
    );
  }
}

function isTask({ groupType }: ProcessGroup): boolean {
  return groupType === 'Task' || groupType === 'Batch';
}
