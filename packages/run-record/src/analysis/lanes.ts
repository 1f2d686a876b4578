export interface Span {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

/**
 * Puts spans of time in lanes so that those of one lane do not overlap, in as few lanes as there are
 * spans at once at most.
 *
 * @returns the lane of each span, counted from 0
 */
export function inLanes(spans: readonly Span[]): number[] {
  const order = spans.map((span, index) => ({ span, index }));
  order.sort((a, b) => a.span.from - b.span.from || b.span.to - a.span.to);
  const lanes = new Array<number>(spans.length).fill(0);
  const freeAt: number[] = [];
  let lowest = 0; // all lanes below are busy at this time
  let before = -Infinity;
  for (const { span, index } of order) {
    if (span.from > before) {
      lowest = 0;
      before = span.from;
    }
    let lane = lowest;
    while (lane < freeAt.length && (freeAt[lane] ?? 0) > span.from) {
      lane++;
    }
    lowest = lane;
    freeAt[lane] = Math.max(span.to, span.from);
    lanes[index] = lane;
  }
  return lanes;
}
