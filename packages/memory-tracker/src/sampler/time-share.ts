/**
 * Time that may be spent on something: a share of the time that goes by, saved up to a limit. It
 * begins with all that can be saved. Milliseconds of one monotonic clock.
 */
export class TimeShare {
  #leftMs: number;
  #countedAt: number | undefined;

  readonly #share: number;
  readonly #mostMs: number;

  constructor(share: number, mostMs: number) {
    this.#share = share;
    this.#mostMs = mostMs;
    this.#leftMs = mostMs;
  }

  /** Is anything left to be spent at this moment? */
  isLeft(at: number): boolean {
    const elapsed = at - (this.#countedAt ?? at);
    this.#countedAt = at;
    this.#leftMs = Math.min(this.#mostMs, this.#leftMs + elapsed * this.#share);
    return this.#leftMs > 0;
  }

  spend(ms: number): void {
    this.#leftMs -= ms;
  }
}
