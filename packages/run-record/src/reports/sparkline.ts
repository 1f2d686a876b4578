import type { Moment } from '../samples/timeline';

const BLOCKS = '▁▂▃▄▅▆▇█';

/** A gap between samples that is longer than this many usual ones is one without samples. */
const PAUSE = 4;

/** A curve of one part of the memory. */
export interface Curve {
  readonly width: number;
  /** How long a sample is believed when no other follows, in milliseconds. */
  readonly holdMs: number;
  /** The bytes that are drawn. */
  readonly valueOf: (moment: Moment) => number;
  /** The bytes at the full height; the highest value by default. */
  readonly highest?: number;
}

/**
 * A curve of `width` characters: the most memory in each part of the time, from nothing to the
 * highest of all. A time without a sample, or in which nothing was used, is blank.
 */
export function sparkline(
  moments: readonly Moment[],
  { width, holdMs, valueOf, highest = Math.max(...moments.map(valueOf)) }: Curve,
): string {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) {
    return '';
  }
  const span = Math.max(1, last.timestamp - first.timestamp);
  const columnOf = (timestamp: number): number =>
    Math.min(width - 1, Math.floor(((timestamp - first.timestamp) / span) * width));
  // Samples follow each other closely after a task's start, and less closely later: what is a pause
  // among the first may be none among the others.
  const pause = Math.max(holdMs, PAUSE * usualGap(moments));
  const columns = new Array<number | undefined>(width).fill(undefined);
  moments.forEach((moment, index) => {
    const { timestamp } = moment;
    const value = valueOf(moment);
    if (value <= 0) {
      return;
    }
    const next = moments[index + 1]?.timestamp ?? timestamp;
    // Between two samples a task uses what it used at the first.
    const until = next - timestamp > pause ? timestamp : next;
    for (let column = columnOf(timestamp); column <= columnOf(until); column++) {
      columns[column] = Math.max(columns[column] ?? 0, value);
    }
  });
  return columns
    .map((value) => {
      if (value === undefined) {
        return ' ';
      }
      const level = Math.ceil((value / highest) * BLOCKS.length);
      return BLOCKS[Math.min(BLOCKS.length, level) - 1];
    })
    .join('')
    .trimEnd();
}

/**
 * The curve of the tasks, and below it that of nx itself on the same scale, where nx was sampled.
 *
 * @returns its lines; none without a sample of a task
 */
export function curves(moments: readonly Moment[], width: number, holdMs: number): string[] {
  const tasksOf = ({ tasksRss }: Moment): number => tasksRss;
  const nxOf = ({ nxRss = 0 }: Moment): number => nxRss;
  if (!moments.some((moment) => tasksOf(moment) > 0)) {
    return [];
  }
  if (!moments.some((moment) => nxOf(moment) > 0)) {
    return [sparkline(moments, { width, holdMs, valueOf: tasksOf })];
  }
  const highest = Math.max(...moments.flatMap((moment) => [tasksOf(moment), nxOf(moment)]));
  return [['tasks', tasksOf] as const, ['nx itself', nxOf] as const].map(([label, valueOf]) => {
    const curve = sparkline(moments, { width, holdMs, valueOf, highest });
    return `${curve.padEnd(width)}  ${label}`;
  });
}

/** The median, in milliseconds. */
function usualGap(moments: readonly Moment[]): number {
  const gaps = moments
    .slice(1)
    .map(({ timestamp }, index) => timestamp - (moments[index]?.timestamp ?? timestamp))
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}
