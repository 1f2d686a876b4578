import { COLLECTOR_NAMES, type CollectorName } from '../collectors/collector-names';
import { emptyPeakState, larger, type PeakState } from './peak-state';
import type { Reading } from './reading';

/**
 * The time after which growth counts for half as likely to go on. (ms) A runtime grows in bursts
 * with pauses between them: in those of some 100 ms, which the end of a bundler's build is full of, it
 * has to be remembered.
 */
const GROWTH_HALF_LIFE_MS = 200;

/**
 * A peak that is no more than this above the sum whose processes are listed is explained by them. It
 * is what growth may be that is not worth telling, and it makes about 78 lists of a tenfold growth.
 */
const EXPLAINED = 0.03;

/** Keeps the peaks of one id, sample by sample. Nothing is allocated on the way. */
export class PeakAccumulator {
  readonly state: PeakState = emptyPeakState();
  /** When its latest root was registered. */
  latestRootAt = Number.NEGATIVE_INFINITY;
  /** How fast the sum grew until the last sample, in bytes per millisecond; not above 0 when it did not. */
  growth = 0;
  /** How fast it was seen to grow, which fades: it may go on. Bytes per millisecond. */
  rememberedGrowth = 0;
  /** The peak whose processes were listed last. Bytes. */
  #listed = 0;

  registered(at: number): void {
    if (Number.isNaN(this.state.registeredAt)) {
      this.state.registeredAt = at;
    }
    this.latestRootAt = Math.max(this.latestRootAt, at);
    this.state.goneAt = Number.NaN;
  }

  /**
   * Takes in one reading.
   *
   * @returns whether it was a sample: nothing but zombies, or nobody left, is none
   */
  record(reading: Reading, at: number, collector: CollectorName): boolean {
    const { state } = this;
    // What the processes took so far, they took, also those that have ended.
    state.cpuSeconds = larger(state.cpuSeconds, reading.cpuSeconds);
    if (!(reading.rss > 0)) {
      if (Number.isNaN(state.goneAt)) {
        state.goneAt = at;
      }
      this.growth = 0;
      this.rememberedGrowth = 0;
      return false;
    }
    this.#takeGrowth(reading.rss, at);
    state.goneAt = Number.NaN;
    state.samples++;
    if (Number.isNaN(state.firstAt)) {
      state.firstAt = at;
    }
    state.lastAt = at;
    state.lastRss = reading.rss;
    const sum = Math.max(reading.rss, reading.rssWithHwm);
    if (sum > state.peakRss) {
      state.peakRss = sum;
      state.peakFromHwm = sum > reading.rss ? 1 : 0;
      state.collector = COLLECTOR_NAMES.findIndex((name) => name === collector);
    }
    state.peakUnique = larger(state.peakUnique, reading.unique);
    state.swapPeak = larger(state.swapPeak, reading.swap);
    state.maxProcesses = Math.max(state.maxProcesses, reading.processes);
    return true;
  }

  /** Did the reading that was recorded last make a peak that the processes listed before do not explain? */
  get isUnexplained(): boolean {
    return this.state.peakRss > this.#listed * (1 + EXPLAINED);
  }

  /** The processes of the reading that was recorded last are listed. */
  explained(): void {
    this.#listed = this.state.peakRss;
  }

  #takeGrowth(rss: number, at: number): void {
    const { state } = this;
    const elapsed = at - state.lastAt;
    if (elapsed > 0) {
      this.growth = (rss - state.lastRss) / elapsed;
      const faded = this.rememberedGrowth * 2 ** (-elapsed / GROWTH_HALF_LIFE_MS);
      this.rememberedGrowth = Math.max(this.growth, faded);
      state.lastGrowth = this.growth;
    }
  }
}
