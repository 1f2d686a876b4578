import type { Moment } from '../samples/timeline';

const BLOCKS = '▁▂▃▄▅▆▇█';

/** A longer gap than so many usual ones between looks is one in which nothing was looked at. */
const PAUSE = 4;

/**
 * A curve of `width` characters: the most memory in each part of the time, from nothing to the
 * largest of all. A time in which no task ran is blank.
 *
 * @param holdMs for how long a look is believed when no other follows, in milliseconds
 */
export function sparkline(moments: readonly Moment[], width: number, holdMs: number): string {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) {
    return '';
  }
  const highest = Math.max(...moments.map(({ memory }) => memory));
  const span = Math.max(1, last.timestamp - first.timestamp);
  const columnOf = (timestamp: number): number =>
    Math.min(width - 1, Math.floor(((timestamp - first.timestamp) / span) * width));
  // Looks come in quick succession after a task's start, and slower later: what is a pause among the
  // quick ones may be none among the slow ones.
  const pause = Math.max(holdMs, PAUSE * usualGap(moments));
  const columns = new Array<number | undefined>(width).fill(undefined);
  moments.forEach(({ timestamp, memory }, index) => {
    const next = moments[index + 1]?.timestamp ?? timestamp;
    // Between two looks a task holds what it held at the first.
    const until = next - timestamp > pause ? timestamp : next;
    for (let column = columnOf(timestamp); column <= columnOf(until); column++) {
      columns[column] = Math.max(columns[column] ?? 0, memory);
    }
  });
  return columns
    .map((memory) => {
      if (memory === undefined) {
        return ' ';
      }
      const level = highest > 0 ? Math.ceil((memory / highest) * BLOCKS.length) : 1;
      return BLOCKS[Math.max(0, level - 1)];
    })
    .join('')
    .trimEnd();
}

/** The median, in milliseconds. */
function usualGap(moments: readonly Moment[]): number {
  const gaps = moments
    .slice(1)
    .map(({ timestamp }, index) => timestamp - (moments[index]?.timestamp ?? timestamp))
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}
