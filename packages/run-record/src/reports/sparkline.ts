import type { Moment } from '../samples/timeline';

const BLOCKS = '▁▂▃▄▅▆▇█';

/**
 * A curve of `width` characters: the most memory in each part of the time, from nothing to the
 * largest of all. A part without a sample is a space.
 */
export function sparkline(moments: readonly Moment[], width: number): string {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) {
    return '';
  }
  const highest = Math.max(...moments.map(({ memory }) => memory));
  const span = Math.max(1, last.timestamp - first.timestamp);
  const columns = new Array<number | undefined>(width).fill(undefined);
  for (const { timestamp, memory } of moments) {
    const at = Math.min(width - 1, Math.floor(((timestamp - first.timestamp) / span) * width));
    columns[at] = Math.max(columns[at] ?? 0, memory);
  }
  return columns
    .map((memory) => {
      if (memory === undefined) {
        return ' ';
      }
      const level = highest > 0 ? Math.ceil((memory / highest) * BLOCKS.length) : 1;
      return BLOCKS[Math.max(0, level - 1)];
    })
    .join('');
}
