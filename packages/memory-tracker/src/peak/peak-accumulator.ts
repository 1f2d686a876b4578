import { COLLECTOR_NAMES, type CollectorName } from '../collectors/listing/process-lister';
import { emptyPart, larger, type PeakState } from './peak-state';
import type { Reading } from './reading';

/**
 * So long after it was seen, growth counts for half as likely to go on. (ms) A runtime grows in bursts
 * with pauses between them: in those of some 100 ms, which the end of a bundler's build is full of, it
 * has to be remembered.
 */
const GROWTH_HALF_LIFE_MS = 200;

/**
 * A peak that is no more than this above the sum whose processes are listed is explained by them. It
 * is what growth may be that is not worth telling, and it makes about 78 lists of a tenfold growth.
 */
const EXPLAINED = 0.03;

/** Keeps the peaks of one id, look by look. Nothing is allocated on the way. */
export class PeakAccumulator {
  readonly part: PeakState = emptyPart();
  /** When its latest root was registered. */
  latestRootAt = Number.NEGATIVE_INFINITY;
  /** How fast the sum grew until the last look, in bytes per millisecond; not above 0 when it did not. */
  growth = 0;
  /** How fast it was seen to grow, which fades: it may go on. Bytes per millisecond. */
  rememberedGrowth = 0;
  /** The peak whose processes were listed last. Bytes. */
  private listed = 0;

  registered(at: number): void {
    if (Number.isNaN(this.part.registeredAt)) {
      this.part.registeredAt = at;
    }
    this.latestRootAt = Math.max(this.latestRootAt, at);
    this.part.goneAt = Number.NaN;
  }

  /**
   * Takes in one look.
   *
   * @returns whether it was a sample: nothing but zombies, or nobody left, is none
   */
  record(reading: Reading, at: number, collector: CollectorName): boolean {
    const { part } = this;
    // What the processes took so far, they took, also those that have ended.
    part.cpuSeconds = larger(part.cpuSeconds, reading.cpuSeconds);
    if (!(reading.rss > 0)) {
      if (Number.isNaN(part.goneAt)) {
        part.goneAt = at;
      }
      this.growth = 0;
      this.rememberedGrowth = 0;
      return false;
    }
    this.takeGrowth(reading.rss, at);
    part.goneAt = Number.NaN;
    part.samples++;
    if (Number.isNaN(part.firstAt)) {
      part.firstAt = at;
    }
    part.lastAt = at;
    part.lastRss = reading.rss;
    const sum = Math.max(reading.rss, reading.marked);
    if (sum > part.peakRss) {
      part.peakRss = sum;
      part.peakMarked = sum > reading.rss ? 1 : 0;
      part.collector = COLLECTOR_NAMES.findIndex((name) => name === collector);
    }
    part.peakUnique = larger(part.peakUnique, reading.unique);
    part.swapPeak = larger(part.swapPeak, reading.swap);
    part.maxProcesses = Math.max(part.maxProcesses, reading.processes);
    return true;
  }

  /** Did the look that was recorded last make a peak that the processes listed before do not explain? */
  get isUnexplained(): boolean {
    return this.part.peakRss > this.listed * (1 + EXPLAINED);
  }

  /** The processes of the look that was recorded last are listed. */
  explained(): void {
    this.listed = this.part.peakRss;
  }

  private takeGrowth(rss: number, at: number): void {
    const { part } = this;
    const elapsed = at - part.lastAt;
    if (elapsed > 0) {
      this.growth = (rss - part.lastRss) / elapsed;
      const faded = this.rememberedGrowth * 2 ** (-elapsed / GROWTH_HALF_LIFE_MS);
      this.rememberedGrowth = Math.max(this.growth, faded);
      part.lastGrowth = this.growth;
    }
  }
}
