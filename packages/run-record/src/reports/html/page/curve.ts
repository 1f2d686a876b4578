import { svg } from './dom';

/** The memory of one task over time. */
export interface Curve {
  /** Milliseconds since the start of the run. */
  readonly times: number[];
  /** KiB. */
  readonly sizes: number[];
}

/** Undoes what keeps curves short in the page: each value is the difference to the one before. */
export function decoded(differences: readonly number[] = []): Curve {
  const [times, sizes]: [number[], number[]] = [[], []];
  let [time, kib] = [0, 0];
  for (let i = 0; i + 1 < differences.length; i += 2) {
    time += differences[i] ?? 0;
    kib += differences[i + 1] ?? 0;
    times.push(time);
    sizes.push(kib);
  }
  return { times, sizes };
}

const [WIDTH, HEIGHT] = [240, 44];

/** A curve small enough for a tooltip; undefined when there are too few points. */
export function smallCurve({ times, sizes }: Curve): SVGElement | undefined {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || last <= first) {
    return undefined;
  }
  const highest = Math.max(1, ...sizes);
  const points = times.map((time, at) => {
    const x = ((time - first) / (last - first)) * WIDTH;
    const y = HEIGHT - ((sizes[at] ?? 0) / highest) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return svg(
    'svg',
    { width: String(WIDTH), height: String(HEIGHT), class: 'small-curve' },
    svg('polyline', { points: points.join(' ') }),
  );
}
