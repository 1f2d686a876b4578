import pidusage from 'pidusage';
import { NO_FIGURE, type Contender, type ContenderFigure } from './contender';
import { TreePeak } from './tree-peak';

const INTERVAL_MS = 500;

/**
 * What the two libraries' readmes lead to: every half second, for each task, the tree's pids and
 * then their memory. A task whose last sample is still under way is left out.
 */
export class Pidusage implements Contender {
  readonly #tracked = new Map<string, { pid: number; peak: TreePeak; busy: boolean }>();
  #listTree: ((pid: number) => Promise<number[]>) | undefined;

  async start(): Promise<void> {
    const { pidtree } = await import('pidtree');
    this.#listTree = (pid) => pidtree(pid, { root: true });
    setInterval(() => {
      for (const id of this.#tracked.keys()) {
        void this.#sample(id);
      }
    }, INTERVAL_MS);
  }

  track(id: string, pid: number): void {
    this.#tracked.set(id, { pid, peak: new TreePeak(), busy: false });
  }

  figureOf(id: string): ContenderFigure {
    return this.#tracked.get(id)?.peak.figure() ?? NO_FIGURE;
  }

  stop(id: string): ContenderFigure {
    const figure = this.figureOf(id);
    this.#tracked.delete(id);
    return figure;
  }

  async #sample(id: string): Promise<void> {
    const task = this.#tracked.get(id);
    if (task === undefined || task.busy || this.#listTree === undefined) {
      return;
    }
    task.busy = true;
    try {
      const usages = await pidusage(await this.#listTree(task.pid));
      task.peak.add(
        Object.values(usages as Record<string, { memory: number } | null>).reduce(
          (sum, usage) => sum + (usage?.memory ?? 0),
          0,
        ),
      );
    } catch {
      // Both libraries reject when the process is gone: this sample saw nothing.
      task.peak.add(0);
    } finally {
      task.busy = false;
    }
  }
}
