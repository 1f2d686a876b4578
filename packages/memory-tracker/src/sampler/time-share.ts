/**
 * Time that may be spent on something: a share of the time that goes by, saved up to a limit. It
 * begins with all that can be saved. Milliseconds of one monotonic clock.
 */
export class TimeShare {
  private leftMs: number;
  private countedAt: number | undefined;

  constructor(
    private readonly share: number,
    private readonly mostMs: number,
  ) {
    this.leftMs = mostMs;
  }

  /** Is anything left to be spent at this moment? */
  isLeft(at: number): boolean {
    const elapsed = at - (this.countedAt ?? at);
    this.countedAt = at;
    this.leftMs = Math.min(this.mostMs, this.leftMs + elapsed * this.share);
    return this.leftMs > 0;
  }

  spend(ms: number): void {
    this.leftMs -= ms;
  }
}
