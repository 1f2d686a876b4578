import { intervalRaised, intervalRestored, type TrackerNotice } from '../tracker-notice';
import { afterTick, closedBreaker, type Breaker } from './circuit-breaker';

/** The cheapest of this many ticks is what a tick costs: single slow ones say nothing. */
const COSTS_KEPT = 3;

/** Watches what ticks cost, and keeps the interval long enough for them to stay cheap. */
export class SamplingCost {
  readonly #notify: (notice: TrackerNotice) => void;
  readonly #costs: number[] = [];
  #breaker: Breaker;

  /** @param baseMs the interval that was asked for */
  constructor(baseMs: number, notify: (notice: TrackerNotice) => void) {
    this.#breaker = closedBreaker(baseMs);
    this.#notify = notify;
  }

  /** The longest time between two ticks, in milliseconds. */
  get intervalMs(): number {
    return this.#breaker.intervalMs;
  }

  get isRaised(): boolean {
    return this.#breaker.intervalMs > this.#breaker.baseMs;
  }

  /** What a tick takes as a rule, in milliseconds; 0 before the first. */
  get usualMs(): number {
    return this.#costs.length === 0 ? 0 : Math.min(...this.#costs);
  }

  /** Takes in what a tick took, whether it worked or not. */
  add(costMs: number): void {
    this.#costs.push(costMs);
    if (this.#costs.length > COSTS_KEPT) {
      this.#costs.shift();
    }
  }

  /** Changes the interval, if ticks that worked have become expensive or cheap. */
  adapt(costMs: number): void {
    const { breaker, change } = afterTick(this.#breaker, costMs);
    this.#breaker = breaker;
    switch (change) {
      case 'raised':
        this.#notify(intervalRaised(breaker.intervalMs, costMs));
        break;
      case 'restored':
        this.#notify(intervalRestored(breaker.intervalMs));
        break;
      case 'lowered':
      case 'none':
        break;
    }
  }

  /** Another collector measures from now on. */
  reset(): void {
    this.#breaker = closedBreaker(this.#breaker.baseMs);
    this.#costs.length = 0;
  }
}
