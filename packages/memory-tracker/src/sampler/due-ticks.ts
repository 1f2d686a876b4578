import { now } from '@nx-peak/host/procfs';
import type { Root } from '../collectors/collector';
import type { PeakAccumulator } from '../peak/peak-accumulator';
import {
  growthGap,
  nextTickAt,
  regularGap,
  stillEarly,
  type LastTick,
  type Registration,
} from './schedule';

/** A root that makes ticks due soon, and whose it is; undefined: a new collector has to see all. */
interface OwnRegistration extends Registration {
  readonly accumulator: PeakAccumulator | undefined;
}

/** What the time of the next tick depends on, beside who makes ticks due. */
interface Pace {
  readonly now: number;
  readonly intervalMs: number;
  /** The collector's ticks cost next to nothing. */
  readonly nearlyFree: boolean;
  /** What a tick usually takes. */
  readonly costMs: number;
  readonly lastTick: LastTick | undefined;
}

/** Who makes ticks due: roots that are young, and sums that grow. */
export class DueTicks {
  /** Those whose growth makes ticks due: ids that count a whole tree. */
  readonly #growing = new Set<PeakAccumulator>();
  #registrations: OwnRegistration[] = [];
  #liveSince: number | undefined;

  /** A root is measured from now on. `peeked`: its memory was read just now. */
  added(accumulator: PeakAccumulator, { members, registeredAt }: Root, peeked: boolean): void {
    if (members === 'tree') {
      this.#growing.add(accumulator);
      this.#registrations.push({ at: registeredAt, peeked, accumulator });
    }
    this.#liveSince ??= now();
  }

  /** Ticks that were due for it alone are not taken. */
  dropped(accumulator: PeakAccumulator): void {
    this.#growing.delete(accumulator);
    this.#registrations = this.#registrations.filter((one) => one.accumulator !== accumulator);
  }

  /** For the new collector all roots are new, so a tick is due at once. */
  collectorChanged(at: number): void {
    this.#registrations.push({ at, peeked: false, accumulator: undefined });
  }

  /** A tick has ended that was started then. */
  ticked(startedAt: number): void {
    this.#registrations = stillEarly(this.#registrations, startedAt);
  }

  /** There is nothing to measure for now. */
  sleep(): void {
    this.#registrations = [];
    this.#liveSince = undefined;
  }

  /** Nobody's growth makes ticks due any more. */
  clear(): void {
    this.#growing.clear();
  }

  /** A root was registered since then that nobody has seen. */
  hasUnseenSince(lastStart: number): boolean {
    return this.#registrations.some(({ at, peeked }) => !peeked && at >= lastStart);
  }

  /** When the next tick is due. */
  nextAt({ now: at, intervalMs, nearlyFree, costMs, lastTick }: Pace): number {
    return nextTickAt({
      now: at,
      intervalMs: regularGap(intervalMs, nearlyFree, costMs),
      liveSince: this.#liveSince ?? at,
      registrations: this.#registrations,
      lastTick,
      growthGapMs: nearlyFree ? this.#growthGapMs(costMs) : Number.POSITIVE_INFINITY,
    });
  }

  #growthGapMs(costMs: number): number {
    let gap = Number.POSITIVE_INFINITY;
    for (const { state, growth, rememberedGrowth } of this.#growing) {
      const { peakRss: peak, lastRss: rss } = state;
      gap = Math.min(gap, growthGap({ peak, rss, growth, rememberedGrowth }, costMs));
    }
    return gap;
  }
}
