import type { PeakProcess } from '../record/run-record';
import { shortened, type Look, type SeenProcess } from './look-lines';

const MOST_PROCESSES = 20;

/** Remembers, of each task that runs, its processes at the look at which it held most. */
export class PeakProcesses {
  readonly #mask: (text: string) => string;
  readonly #byTask = new Map<string, { memory: number; processes: SeenProcess[] }>();

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  look({ tasks, processes = [] }: Look): void {
    if (processes.length === 0) {
      return;
    }
    for (const [id, memory] of tasks) {
      if (memory > (this.#byTask.get(id)?.memory ?? 0)) {
        const own = processes.filter(({ taskId }) => taskId === id);
        own.sort((a, b) => b.memory - a.memory);
        this.#byTask.set(id, { memory, processes: own.slice(0, MOST_PROCESSES) });
      }
    }
  }

  /** The largest first; none when the looks named no processes. */
  of(taskId: string): PeakProcess[] {
    return (this.#byTask.get(taskId)?.processes ?? []).map(
      ({ pid, ppid, name, command, memory }) => ({
        pid,
        ...(ppid !== undefined && { ppid }),
        ...(name !== undefined && { name }),
        ...(command !== undefined && { command: shortened(this.#mask(command)) }),
        memory,
      }),
    );
  }

  forget(taskId: string): void {
    this.#byTask.delete(taskId);
  }
}
