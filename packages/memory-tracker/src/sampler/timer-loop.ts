import { now } from '@nx-peak/host';
import { isPromise } from '../when-there';
import type { Sampler } from './sampler';

/** Longest delay of setTimeout(); what is beyond it would fire at once, with a warning. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Lets a sampler look when a look is due, by timers of this thread. They hold no process open. */
export class TimerLoop {
  private timer: NodeJS.Timeout | undefined;

  /** @param beforeLook is asked before each look that a timer made due; false: do not look */
  constructor(
    private readonly sampler: Sampler,
    private readonly beforeLook: () => boolean = () => true,
  ) {}

  /** To be called when there is more, or less, to look at. A root nobody saw is looked at now. */
  wake(): void {
    if (this.sampler.isLive() && this.sampler.hasUnseen) {
      this.sampleNow();
    } else {
      this.schedule();
    }
  }

  /** Looks at once, if there is anything to look at. */
  sampleNow(): void {
    if (this.sampler.isLive()) {
      const pending = this.sampler.look();
      if (isPromise(pending)) {
        void pending.then(() => {
          this.schedule();
        });
      }
    }
    this.schedule();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): void {
    this.stop();
    const due = this.sampler.dueAt();
    if (due === Number.POSITIVE_INFINITY) {
      return;
    }
    // Whole milliseconds, and not before the time: setTimeout() cuts fractions off.
    const delay = Math.min(Math.max(0, Math.ceil(due - now())), LONGEST_DELAY_MS);
    this.timer = setTimeout(() => {
      if (this.beforeLook()) {
        this.sampleNow();
      }
    }, delay).unref();
  }
}
