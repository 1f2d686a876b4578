/** What one sample or several samples in a row saw. Times are epoch milliseconds. */
interface Bucket {
  readonly from: number;
  to: number;
  /** Bytes. */
  max: number;
  samples: number;
}

/** An hours-long series stays as small as this many buckets. */
const MOST_BUCKETS = 2048;

/**
 * The memory of a process over time, to tell its peak within a part of that time. As the series
 * grows its buckets get wider, all alike; a maximum is never lost.
 */
export class SampleSeries {
  #buckets: Bucket[] = [];
  /** How many samples go into a bucket. */
  #width = 1;

  /** Samples come in the order of time. */
  add(time: number, bytes: number): void {
    const last = this.#buckets.at(-1);
    if (last !== undefined && last.samples < this.#width) {
      last.to = time;
      last.max = Math.max(last.max, bytes);
      last.samples++;
      return;
    }
    this.#buckets.push({ from: time, to: time, max: bytes, samples: 1 });
    if (this.#buckets.length > MOST_BUCKETS) {
      this.#buckets = merged(this.#buckets);
      this.#width *= 2;
    }
  }

  /** The largest sample, in bytes; undefined when there is none. */
  get max(): number | undefined {
    return largest(this.#buckets);
  }

  /**
   * The largest sample within a window, in bytes; undefined without any sample. The window is
   * widened by one sample at each side: the memory between two samples is known from both.
   */
  maxWithin(from: number, to: number): number | undefined {
    const first = this.#buckets.findIndex((bucket) => bucket.to >= from);
    const last = this.#buckets.findLastIndex((bucket) => bucket.from <= to);
    const start = first < 0 ? this.#buckets.length : first;
    return largest(this.#buckets.slice(Math.max(0, start - 1), last + 2));
  }
}

function largest(buckets: readonly Bucket[]): number | undefined {
  return buckets.length === 0 ? undefined : Math.max(...buckets.map(({ max }) => max));
}

function merged(buckets: readonly Bucket[]): Bucket[] {
  const result: Bucket[] = [];
  for (let i = 0; i < buckets.length; i += 2) {
    const [one, other] = [buckets[i], buckets[i + 1]];
    if (one !== undefined) {
      result.push({
        from: one.from,
        to: other?.to ?? one.to,
        max: Math.max(one.max, other?.max ?? 0),
        samples: one.samples + (other?.samples ?? 0),
      });
    }
  }
  return result;
}
