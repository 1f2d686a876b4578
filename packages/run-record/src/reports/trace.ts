import { inLanes } from '../analysis/lanes';
import { endOfRun, analyse } from '../analysis/run-analysis';
import { formatBytes } from '../formats/format-bytes';
import type { RunRecord } from '../record/run-record';
import { RecordError } from '../record/record-error';
import type { RunData } from '../runs/read-run';
import { outcomeText } from './wording';

/**
 * An event of Chrome's Trace Event Format, which Perfetto and chrome://tracing open: `X` a slice
 * with a duration, `C` a value of a counter, `M` a name. Times are microseconds since the epoch, as
 * in the profiles of Nx.
 */
interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'C' | 'M';
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Viewers get slow beyond that. */
const MOST_COUNTER_VALUES = 200_000;

/**
 * A run as a trace: its tasks in lanes, and memory counters: one of all tasks, one of nx itself, and
 * one a task.
 */
export function renderTrace(run: RunData): string {
  const pid = run.record.process.pid;
  return `${JSON.stringify({
    traceEvents: [
      named('process_name', pid, 0, run.record.command),
      ...slices(run),
      ...counters(run),
    ],
    displayTimeUnit: 'ms',
  })}\n`;
}

/**
 * The text of a profile that Nx wrote (`NX_PROFILE`), or any Chrome trace, with the memory counters
 * of the run added. Its tasks are in it already.
 *
 * @throws RecordError when the text is no trace
 */
export function addMemoryToProfile(profile: string, run: RunData): string {
  let trace: unknown;
  try {
    trace = JSON.parse(profile);
  } catch (error) {
    throw new RecordError(`The profile is not JSON (${(error as Error).message})`, {
      cause: error,
    });
  }
  const added = counters(run);
  if (Array.isArray(trace)) {
    return JSON.stringify([...(trace as unknown[]), ...added]);
  }
  const events = (trace as { traceEvents?: unknown } | null)?.traceEvents;
  if (!Array.isArray(events)) {
    throw new RecordError('The profile is not a trace: it has no list of events');
  }
  return JSON.stringify({
    ...(trace as object),
    traceEvents: [...(events as unknown[]), ...added],
  });
}

function slices({ record, samples }: RunData): TraceEvent[] {
  const pid = record.process.pid;
  const end = endOfRun(record, samples.span?.to);
  const tasks = record.tasks.flatMap((task) =>
    task.startedAt === undefined || task.outcome.kind === 'cached'
      ? []
      : [{ task, from: task.startedAt, to: Math.max(task.startedAt, task.endedAt ?? end) }],
  );
  const lanes = inLanes(tasks);
  return [
    ...[...new Set(lanes)]
      .sort((a, b) => a - b)
      .map((lane) => named('thread_name', pid, lane + 1, `Tasks ${lane + 1}`)),
    ...tasks.map(({ task, from, to }, index): TraceEvent => {
      const { measurement, diagnosis } = task;
      return {
        name: task.id,
        ...(task.target !== undefined && { cat: task.target }),
        ph: 'X',
        ts: from * 1000,
        dur: (to - from) * 1000,
        pid,
        tid: (lanes[index] ?? 0) + 1,
        args: {
          status: outcomeText(task.outcome, record.state),
          ...(measurement && {
            peak: formatBytes(measurement.peakRss),
            peakRss: measurement.peakRss,
          }),
          ...(diagnosis && { diagnosis: diagnosis.headline }),
        },
      };
    }),
  ];
}

function counters(run: RunData): TraceEvent[] {
  const { record, samples } = run;
  const pid = record.process.pid;
  const value = (name: string, timestamp: number, bytes: number): TraceEvent => ({
    name,
    ph: 'C',
    ts: timestamp * 1000,
    pid,
    tid: 0,
    args: { bytes },
  });
  const all = samples.timeline.map(({ timestamp, tasksRss }) =>
    value('Memory of all tasks', timestamp, tasksRss),
  );
  const nx = samples.timeline.flatMap(({ timestamp, nxRss }) =>
    nxRss === undefined ? [] : [value('Memory of nx itself', timestamp, nxRss)],
  );
  const end = endOfRun(record, samples.span?.to);
  const each = Math.floor(MOST_COUNTER_VALUES / Math.max(1, samples.series.size));
  const ends = new Map(record.tasks.map(({ id, endedAt }) => [id, endedAt]));
  const own = analyse(run).sampled.flatMap(({ task: { id } }) => {
    const points = samples.series.get(id)?.points(each) ?? [];
    const last = points.at(-1);
    return last === undefined
      ? []
      : [
          ...points.map(({ timestamp, bytes }) => value(`Memory of ${id}`, timestamp, bytes)),
          // A counter keeps its last value, and the task is gone.
          value(`Memory of ${id}`, Math.max(last.timestamp + 1, ends.get(id) ?? end), 0),
        ];
  });
  const runEnd = Math.max(end, samples.span?.to ?? 0) + 1;
  return [...closed(all, runEnd), ...closed(nx, runEnd), ...own];
}

/** A counter keeps its last value until the end of the trace, and the run is over. */
function closed(counter: readonly TraceEvent[], end: number): TraceEvent[] {
  const last = counter.at(-1);
  return last === undefined ? [] : [...counter, { ...last, ts: end * 1000, args: { bytes: 0 } }];
}

function named(
  name: 'process_name' | 'thread_name',
  pid: RunRecord['process']['pid'],
  tid: number,
  text: string,
): TraceEvent {
  return { name, ph: 'M', ts: 0, pid, tid, args: { name: text } };
}
