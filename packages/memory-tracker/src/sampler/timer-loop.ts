import { now } from '@nx-peak/host/procfs';
import { isPromise } from '../when-there';
import type { Sampler } from './sampler';

/** Longest delay of setTimeout(); what is beyond it would fire at once, with a warning. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Lets a sampler tick when that is due, by timers of this thread. They hold no process open. */
export class TimerLoop {
  #timer: NodeJS.Timeout | undefined;

  readonly #sampler: Sampler;
  readonly #beforeTick: () => boolean;

  /** @param beforeTick is asked before each tick that a timer made due; false: do not tick */
  constructor(sampler: Sampler, beforeTick: () => boolean = () => true) {
    this.#sampler = sampler;
    this.#beforeTick = beforeTick;
  }

  /** To be called when there is more, or less, to measure. A root that nobody saw is sampled now. */
  wake(): void {
    if (this.#sampler.isLive() && this.#sampler.hasUnseen) {
      this.sampleNow();
    } else {
      this.#schedule();
    }
  }

  /** Samples at once, if there is anything to measure. */
  sampleNow(): void {
    if (this.#sampler.isLive()) {
      const pending = this.#sampler.tick();
      if (isPromise(pending)) {
        void pending.then(() => {
          this.#schedule();
        });
      }
    }
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.stop();
    const due = this.#sampler.dueAt();
    if (due === Number.POSITIVE_INFINITY) {
      return;
    }
    // Whole milliseconds, and not before the time: setTimeout() cuts fractions off.
    const delay = Math.min(Math.max(0, Math.ceil(due - now())), LONGEST_DELAY_MS);
    this.#timer = setTimeout(() => {
      if (this.#beforeTick()) {
        this.sampleNow();
      }
    }, delay).unref();
  }
}
