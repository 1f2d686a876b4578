export interface Point {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly bytes: number;
}

/** Samples in a row, of which the lowest and the highest are kept. */
interface Bucket {
  count: number;
  low: Point;
  high: Point;
}

const MOST_BUCKETS = 128;

/**
 * The memory of one task over time, in bounded space however long it runs: as it grows, neighbours
 * are merged. Of every stretch the lowest and the highest point stay, so no peak is ever lost.
 */
export class BoundedSeries {
  #buckets: Bucket[] = [];
  #perBucket = 1;
  #first: Point | undefined;
  #last: Point | undefined;
  #samples = 0;

  add(timestamp: number, bytes: number): void {
    const point = { timestamp, bytes };
    this.#first ??= point;
    this.#last = point;
    this.#samples++;
    const bucket = this.#buckets.at(-1);
    if (bucket !== undefined && bucket.count < this.#perBucket) {
      bucket.count++;
      bucket.low = lower(bucket.low, point);
      bucket.high = higher(bucket.high, point);
      return;
    }
    this.#buckets.push({ count: 1, low: point, high: point });
    if (this.#buckets.length > MOST_BUCKETS) {
      this.#buckets = halved(this.#buckets);
      this.#perBucket *= 2;
    }
  }

  get samples(): number {
    return this.#samples;
  }

  get peak(): Point | undefined {
    return this.#buckets.map(({ high }) => high).reduce<Point | undefined>(higherOf, undefined);
  }

  /** At most about 260 points in the order of time, or `most` when that is fewer: 4 or more. */
  points(most = Infinity): Point[] {
    let buckets = this.#buckets;
    while (2 * buckets.length + 2 > Math.max(4, most) && buckets.length > 1) {
      buckets = halved(buckets);
    }
    const points = buckets.flatMap(({ low, high }) =>
      low === high ? [low] : low.timestamp <= high.timestamp ? [low, high] : [high, low],
    );
    const { first, last } = { first: this.#first, last: this.#last };
    if (first !== undefined && points[0] !== undefined && points[0].timestamp > first.timestamp) {
      points.unshift(first);
    }
    const end = points.at(-1);
    if (last !== undefined && end !== undefined && end.timestamp < last.timestamp) {
      points.push(last);
    }
    return points;
  }
}

function halved(buckets: readonly Bucket[]): Bucket[] {
  const result: Bucket[] = [];
  for (let i = 0; i < buckets.length; i += 2) {
    const [one, other] = [buckets[i], buckets[i + 1]];
    if (one !== undefined) {
      result.push(
        other === undefined
          ? { ...one }
          : {
              count: one.count + other.count,
              low: lower(one.low, other.low),
              high: higher(one.high, other.high),
            },
      );
    }
  }
  return result;
}

function lower(a: Point, b: Point): Point {
  return b.bytes < a.bytes ? b : a;
}

function higher(a: Point, b: Point): Point {
  return b.bytes > a.bytes ? b : a;
}

function higherOf(a: Point | undefined, b: Point): Point {
  return a === undefined ? b : higher(a, b);
}
