import { peakOf, stripAnsi } from './output';

const MB = 1024 ** 2;

/** Every line of an output that shows a peak, with the peak taken out of it: line -> bytes. */
export function linesWithPeaks(output: string): Map<string, number> {
  const lines = stripAnsi(output).split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const peak = peakOf(line);
      return peak === undefined
        ? []
        : [[line.replace(/ \(peak: [^)]*\)/, '').trim(), peak] as const];
    }),
  );
}

/**
 * Whether a peak is that of `processes` node processes (and the shells around them) that
 * together hold `megabytes`. An idle node of the supported versions holds 30 to 75 MB.
 */
export function isPeakOf(peak: number | undefined, megabytes: number, processes = 1): boolean {
  return (
    peak !== undefined &&
    peak >= (megabytes + 30 * processes) * MB &&
    peak <= (megabytes + 75 * processes) * MB
  );
}
