import { processes } from 'systeminformation';
import { NO_FIGURE, type Contender, type ContenderFigure } from './contender';
import { TreePeak } from './tree-peak';

const INTERVAL_MS = 1000;

/** All processes of the machine once a second for all tasks, and the trees taken out of them. */
export class Systeminformation implements Contender {
  readonly #tracked = new Map<string, { pid: number; peak: TreePeak }>();
  #busy = false;

  async start(): Promise<void> {
    await processes();
    setInterval(() => {
      if (this.#tracked.size > 0 && !this.#busy) {
        void this.#sample();
      }
    }, INTERVAL_MS);
  }

  track(id: string, pid: number): void {
    this.#tracked.set(id, { pid, peak: new TreePeak() });
  }

  figureOf(id: string): ContenderFigure {
    return this.#tracked.get(id)?.peak.figure() ?? NO_FIGURE;
  }

  stop(id: string): ContenderFigure {
    const figure = this.figureOf(id);
    this.#tracked.delete(id);
    return figure;
  }

  async #sample(): Promise<void> {
    this.#busy = true;
    try {
      const { list } = await processes();
      const childrenOf = new Map<number, number[]>();
      const bytesOf = new Map<number, number>();
      for (const { pid, parentPid, memRss } of list) {
        bytesOf.set(pid, memRss * 1024);
        childrenOf.set(parentPid, [...(childrenOf.get(parentPid) ?? []), pid]);
      }
      for (const { pid, peak } of this.#tracked.values()) {
        const tree = [pid];
        let bytes = 0;
        for (const member of tree) {
          bytes += bytesOf.get(member) ?? 0;
          tree.push(...(childrenOf.get(member) ?? []));
        }
        peak.add(bytes);
      }
    } finally {
      this.#busy = false;
    }
  }
}
