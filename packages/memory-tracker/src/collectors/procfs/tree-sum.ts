import type { Reading } from '../../peak/reading';
import { FilePages } from './file-pages';
import type { Tree } from './tree';

/** Adds up what the processes of a tree hold together, as they were read last. */
export class TreeSum {
  readonly #filePages = new FilePages();

  /** @param ticksPerSecond the unit of CPU time */
  sumUp(tree: Tree, at: number, ticksPerSecond: number, into: Reading): void {
    const filePages = this.#filePages;
    let rss = 0;
    let rssWithHwm = 0;
    let excess = 0;
    let unshared = 0;
    let swap = 0;
    let processes = 0;
    let ticks = tree.goneTicks;
    filePages.begin();
    for (const process of tree.processes) {
      ticks += tree.ticksOf(process);
      if (!tree.counts(process, at)) {
        continue;
      }
      processes++;
      rss += process.rss;
      unshared += process.rss - process.file;
      swap += process.swap;
      filePages.add(process.executable, process.file);
      rssWithHwm += process.rssWithHwm;
      excess += process.hwmGrew ? process.hwm - process.rss : 0;
    }
    into.rss = rss;
    into.rssWithHwm = tree.fullRead ? Math.max(rss, rssWithHwm) : rss;
    into.unique = unshared + filePages.sum() + (into.rssWithHwm > rss ? excess : 0);
    into.unique = Math.min(into.unique, into.rssWithHwm);
    into.swap = tree.fullRead && processes > 0 ? swap : Number.NaN;
    into.processes = processes;
    into.cpuSeconds = ticks / ticksPerSecond;
    tree.grewBeyondPeak = rss > tree.accumulator.state.peakRss;
    if (tree.fullRead) {
      tree.fullReadAt = at;
    }
  }
}
