/** One process, read at once. */
export interface Peek {
  readonly row: ProcessRow;
  /** Bytes; undefined for a zombie, which has no memory left. */
  readonly rss: number | undefined;
}

/** One process, as the system lists it. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  /**
   * Tells apart two processes that had the same pid one after the other: it stays the same for life,
   * and who started later never has a smaller one. The unit is the collector's own.
   */
  readonly startTime: number;
  /** Forked, but has not called exec() yet: what it shows as its memory may be its parent's. */
  readonly preExec: boolean;
}
