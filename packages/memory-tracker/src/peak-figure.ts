import type { MeterName } from './meters/meter';

/** How a figure was got. `rss`: the largest sum of resident sets seen at one look. */
export type PeakMethod = 'rss';

export interface PeakFigure {
  /** Bytes, always above 0: without a sample there is no figure. */
  readonly peakRss: number;
  /** How many looks found something to count. */
  readonly samples: number;
  readonly method: PeakMethod;
  /** The meter that saw the peak. */
  readonly meter: MeterName;
}

/** A figure after one more look, at which the processes held `rss` bytes together. */
export function withSample(
  figure: PeakFigure | undefined,
  rss: number,
  meter: MeterName,
): PeakFigure | undefined {
  if (rss <= 0) {
    // Nothing but zombies, or all gone before they were read: not a sample.
    return figure;
  }
  const samples = (figure?.samples ?? 0) + 1;
  return figure === undefined || rss > figure.peakRss
    ? { peakRss: rss, samples, method: 'rss', meter }
    : { ...figure, samples };
}
