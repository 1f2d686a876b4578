import type { CollectorChain } from '../collectors/collector-chain';
import type { CollectorName } from '../collectors/collector-names';
import type { Collector } from '../collectors/collector';
import type { CollectorGivenUp } from '../tracker-status';

/** Makes a collector of a chain by its name. */
export type CollectorFactory = (name: CollectorName) => Collector;

/** A collector is given up after this many failures in a row, if they took MIN_FAILING_MS. */
export const MAX_FAILURES = 3;

/** For how long a collector has to fail: being out of file descriptors for a moment is no reason. (ms) */
export const MIN_FAILING_MS = 1000;

/** Knows which collector measures, and when it is time for the next one of the chain. */
export class Failover {
  readonly #create: CollectorFactory;
  readonly #untried: CollectorName[];
  readonly #givenUp: CollectorGivenUp[] = [];
  #collector: Collector | undefined;
  #failures = 0;
  #failingSince: number | undefined;

  constructor(chain: CollectorChain, create: CollectorFactory) {
    this.#create = create;
    this.#untried = [...chain.collectors];
    this.#collector = this.#next();
  }

  /** The collector in use; undefined when all were given up. */
  get collector(): Collector | undefined {
    return this.#collector;
  }

  /** How often it failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  get givenUp(): readonly CollectorGivenUp[] {
    return this.#givenUp;
  }

  worked(): void {
    this.#failures = 0;
    this.#failingSince = undefined;
  }

  /** @returns whether the collector has failed often enough to be given up */
  failed(collector: Collector, at: number): boolean {
    this.#failures++;
    this.#failingSince ??= at;
    return (
      collector === this.#collector &&
      this.#failures >= MAX_FAILURES &&
      at - this.#failingSince >= MIN_FAILING_MS
    );
  }

  /** Moves on to the next collector. The one before is closed. */
  giveUp(collector: Collector, reason: string): void {
    collector.close();
    this.#givenUp.push({ collector: collector.name, reason });
    this.#collector = this.#next();
    this.worked();
  }

  #next(): Collector | undefined {
    const name = this.#untried.shift();
    return name === undefined ? undefined : this.#create(name);
  }
}
