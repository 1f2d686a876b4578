import { ProcFiles, type NewProcessesFrom } from '@nx-peak/host/procfs';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import { emptyReading } from '../../peak/reading';
import type { Collector, HeldProcess, KnownProcess, RecordReading, Root } from '../collector';
import { ProcfsLister } from '../listing/procfs-lister';
import type { Peek } from '../process-row';
import { chooseFullReads } from './full-read';
import { Membership } from './membership';
import { ProcessReader } from './process-reader';
import type { Member } from './tree';
import { TreeSum } from './tree-sum';

/** A tree is given up when this many samples in a row found nobody: an orphan may show up late. */
const MOST_EMPTY_SAMPLES = 2;

/**
 * Measures with the files of /proc alone (Linux), kept open from sample to sample. A sample of
 * processes that are known, when none was started, takes one read per process and allocates nothing.
 */
export class ProcfsCollector implements Collector {
  readonly name = 'procfs';
  readonly #files: ProcFiles;
  /** Reads one process that is not a member. */
  readonly #single: ProcfsLister;
  readonly #membership: Membership;
  readonly #sum = new TreeSum();
  readonly #reading = emptyReading();
  /** The processes that turned out to be gone at this sample. */
  readonly #dead: Member[] = [];
  #sampledAt = 0;

  constructor(files = new ProcFiles()) {
    this.#files = files;
    this.#single = new ProcfsLister({}, files);
    this.#membership = new Membership(files, new ProcessReader(files));
  }

  /** What makes a sample expensive is to list all processes. */
  get nearlyFree(): boolean {
    return this.newProcessesFrom !== 'scan';
  }

  get newProcessesFrom(): NewProcessesFrom {
    return this.#membership.newProcessesFrom;
  }

  peek(pid: number): Peek | undefined {
    return this.#single.peek(pid);
  }

  ageOf(startTime: number): number {
    const { ownStartTicks, ticksPerSecond } = this.#files.units();
    return process.uptime() * 1000 - ((startTime - ownStartTicks) / ticksPerSecond) * 1000;
  }

  add(accumulator: PeakAccumulator, root: Root): void {
    this.#membership.add(accumulator, root);
  }

  drop(accumulator: PeakAccumulator): void {
    this.#membership.drop(accumulator);
  }

  isLive(): boolean {
    return this.#membership.trees.size > 0;
  }

  processesOf(accumulator: PeakAccumulator): KnownProcess[] {
    return this.#membership.trees.get(accumulator)?.known() ?? [];
  }

  heldBy(accumulator: PeakAccumulator): HeldProcess[] {
    const { rss, rssWithHwm } = this.#reading;
    const tree = this.#membership.trees.get(accumulator);
    return (tree?.processes ?? [])
      .filter((process) => tree?.counts(process, this.#sampledAt))
      .map((process) => ({
        pid: process.pid,
        ppid: process.ppid,
        bytes: rssWithHwm > rss ? process.rssWithHwm : process.rss,
      }))
      .filter(({ bytes }) => bytes > 0);
  }

  sample(at: number, record: RecordReading): void {
    const { ticksPerSecond } = this.#files.units();
    const { trees, processes } = this.#membership;
    this.#sampledAt = at;
    this.#membership.update(at);
    chooseFullReads(trees.values(), processes, at);
    const dead = this.#dead;
    dead.length = 0;
    for (const process of processes) {
      if (!process.read(at)) {
        dead.push(process);
      }
    }
    if (dead.length > 0) {
      this.#membership.releaseDead(dead);
    }
    for (const tree of trees.values()) {
      this.#sum.sumUp(tree, at, ticksPerSecond, this.#reading);
      record(tree.accumulator, this.#reading);
      tree.emptySamples = tree.isEmpty ? tree.emptySamples + 1 : 0;
      if (tree.emptySamples >= MOST_EMPTY_SAMPLES) {
        this.drop(tree.accumulator);
      }
    }
  }

  close(): void {
    for (const accumulator of [...this.#membership.trees.keys()]) {
      this.drop(accumulator);
    }
  }
}
