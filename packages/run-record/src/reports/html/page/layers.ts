import type { PageData, PageTask } from '../page-data';

/** The timeline as a chart takes it: times, and for each lane the memory up to and with it. */
export interface Layers {
  /** Milliseconds since the start of the run. */
  readonly times: number[];
  /** KiB by lane: this lane and all below it. */
  readonly upTo: number[][];
  /** KiB of all tasks: more than the last lane where tasks had no room in the page. */
  readonly total: number[];
}

/** Stacks the timeline by lane; where no task ran, it goes down to nothing. */
export function stack({ timeline, tasks, lanes, durationMs }: PageData): Layers {
  const moments = withPauses(timeline, tasks, durationMs);
  const upTo = Array.from({ length: lanes }, () => new Array<number>(moments.length).fill(0));
  const total = new Array<number>(moments.length).fill(0);
  moments.forEach((moment, at) => {
    const own = new Array<number>(lanes).fill(0);
    for (let i = 2; i + 1 < moment.length; i += 2) {
      const lane = tasks[moment[i] ?? -1]?.lane;
      if (lane !== undefined) {
        own[lane] = (own[lane] ?? 0) + (moment[i + 1] ?? 0);
      }
    }
    let sum = 0;
    own.forEach((kib, lane) => {
      sum += kib;
      const layer = upTo[lane];
      if (layer !== undefined) {
        layer[at] = sum;
      }
    });
    total[at] = Math.max(sum, moment[1] ?? 0);
  });
  return { times: moments.map((moment) => moment[0] ?? 0), upTo, total };
}

/** The moments with zeros at the start and end of every time in which no task ran. */
function withPauses(
  timeline: PageData['timeline'],
  tasks: readonly PageTask[],
  durationMs: number,
): readonly (readonly number[])[] {
  const spans = tasks
    .flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [{ from, to }]))
    .sort((a, b) => a.from - b.from);
  const pauses: number[] = [];
  let busyUntil = 0;
  for (const { from, to } of spans) {
    if (from > busyUntil) {
      pauses.push(busyUntil, from);
    }
    busyUntil = Math.max(busyUntil, to);
  }
  if (busyUntil < durationMs) {
    pauses.push(busyUntil, durationMs);
  }
  const zeros = pauses
    .map((time) => [time, 0])
    // A look may come a moment after the end that Nx gives its task.
    .filter(([time]) => !timeline.some(([at = 0]) => Math.abs(at - (time ?? 0)) < 1));
  return [...timeline, ...zeros].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}
