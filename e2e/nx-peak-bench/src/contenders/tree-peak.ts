import type { ContenderFigure } from './contender';

/** The largest sum so far of one task. */
export class TreePeak {
  #peak = 0;
  #samples = 0;

  /** One sample in which the task's processes held `bytes` together; 0 when none was found. */
  add(bytes: number): void {
    if (bytes > 0) {
      this.#samples++;
      this.#peak = Math.max(this.#peak, bytes);
    }
  }

  figure(): ContenderFigure {
    return { peakRss: this.#samples > 0 ? this.#peak : undefined, samples: this.#samples };
  }
}
