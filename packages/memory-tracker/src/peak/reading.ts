/**
 * What the processes of one id hold together at one moment. Reused from sample to sample. Bytes; NaN for
 * what the collector cannot tell.
 */
export interface Reading {
  /** The sum of the resident sets at this very moment. */
  rss: number;
  /** The sum with high-water marks that grew since they were read last; never below `rss`. */
  rssWithHwm: number;
  /** Private and shared memory of all, and the file pages of each executable once. */
  unique: number;
  swap: number;
  /** User and system time since the id was registered, in seconds. */
  cpuSeconds: number;
  /** How many processes were counted. */
  processes: number;
}

export function emptyReading(): Reading {
  return {
    rss: 0,
    rssWithHwm: 0,
    unique: Number.NaN,
    swap: Number.NaN,
    cpuSeconds: Number.NaN,
    processes: 0,
  };
}
