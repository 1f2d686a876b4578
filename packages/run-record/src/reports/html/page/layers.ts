import type { PageData, PageTask } from '../page-data';

/**
 * The timeline as a chart takes it: times, and memory stacked from the bottom: nx itself, then the
 * tasks by lane.
 */
export interface Layers {
  /** Milliseconds since the start of the run. */
  readonly times: number[];
  /** KiB of nx itself. */
  readonly nx: number[];
  /** KiB by lane: this lane and all that is below it. */
  readonly upTo: number[][];
  /** KiB of all tasks and nx: more than the last lane where tasks had no room in the page. */
  readonly total: number[];
}

/** Where the shares of tasks begin in a moment of the timeline. */
export const FIRST_SHARE = 3;

/** Stacks the timeline by lane; where no task ran, only nx itself is left. */
export function stack({ timeline, tasks, lanes, durationMs }: PageData): Layers {
  const moments = withPauses(timeline, tasks, durationMs);
  const upTo = Array.from({ length: lanes }, () => new Array<number>(moments.length).fill(0));
  const nx = moments.map((moment) => moment[2] ?? 0);
  const total = new Array<number>(moments.length).fill(0);
  moments.forEach((moment, at) => {
    const own = new Array<number>(lanes).fill(0);
    for (let i = FIRST_SHARE; i + 1 < moment.length; i += 2) {
      const lane = tasks[moment[i] ?? -1]?.lane;
      if (lane !== undefined) {
        own[lane] = (own[lane] ?? 0) + (moment[i + 1] ?? 0);
      }
    }
    const below = nx[at] ?? 0;
    let sum = below;
    own.forEach((kib, lane) => {
      sum += kib;
      const layer = upTo[lane];
      if (layer !== undefined) {
        layer[at] = sum;
      }
    });
    total[at] = Math.max(sum, below + (moment[1] ?? 0));
  });
  return { times: moments.map((moment) => moment[0] ?? 0), nx, upTo, total };
}

/** A time in which no task ran, in milliseconds since the start of the run. */
interface Pause {
  readonly from: number;
  readonly to: number;
  /** When the next task was first sampled; undefined after the last task. */
  readonly nextSample?: number | undefined;
}

/** The moments, and no task's memory at the start and end of every time in which no task ran. */
function withPauses(
  timeline: PageData['timeline'],
  tasks: readonly PageTask[],
  durationMs: number,
): readonly (readonly number[])[] {
  const sampled = new Set(timeline.map(([at = 0]) => at));
  const zeros = pausesBetween(timeline, tasks, durationMs)
    .flatMap((pause) => edgesOf(pause, timeline))
    .filter((time) => !sampled.has(time))
    .map((time) => [time, 0, timeline.filter(([at = 0]) => at < time).at(-1)?.[2] ?? 0]);
  return [...timeline, ...zeros].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

function pausesBetween(
  timeline: PageData['timeline'],
  tasks: readonly PageTask[],
  durationMs: number,
): Pause[] {
  const spans = tasks
    .flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : [{ from, to }]))
    .sort((a, b) => a.from - b.from);
  const pauses: Pause[] = [];
  let busyUntil = 0;
  for (const { from, to } of spans) {
    if (from > busyUntil) {
      const nextSample = timeline.find(([at = 0]) => at > from - 1)?.[0];
      pauses.push({ from: busyUntil, to: from, nextSample });
    }
    busyUntil = Math.max(busyUntil, to);
  }
  return busyUntil < durationMs ? [...pauses, { from: busyUntil, to: durationMs }] : pauses;
}

/**
 * From when to when the tasks use nothing. A sample may come a moment after the end that Nx gives its
 * task: the curve goes down after that sample, and not from it to the next task.
 */
function edgesOf({ from, to, nextSample }: Pause, timeline: PageData['timeline']): number[] {
  const late = timeline
    .filter(([at = 0, memory = 0]) => at > from - 1 && at <= to && at !== nextSample && memory > 0)
    .at(-1)?.[0];
  const start = late === undefined ? from : late + 1;
  const end = Math.min(to, (nextSample ?? Infinity) - 1);
  return start < end ? [start, end] : [];
}
