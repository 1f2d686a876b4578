import {
  memoryLimitOf,
  type RunRecord,
  type RunState,
  type TaskRecord,
} from '../record/run-record';
import type { RunData } from '../runs/read-run';
import type { Moment } from '../samples/timeline';

/** What there is to say about a run, for a renderer to say it. */
export interface RunSummary {
  readonly state: RunState;
  /** From the start of the run to its end, or to when it was last heard of, in milliseconds. */
  readonly durationMs: number;
  /** The moment at which all tasks together held most; undefined without a sample. */
  readonly peak: Moment | undefined;
  /** What that had to fit into; undefined when it is not known. */
  readonly limit: { readonly bytes: number; readonly kind: 'container' | 'machine' } | undefined;
  /** The tasks with a measurement, the heaviest first. */
  readonly sampled: readonly SummarisedTask[];
  readonly notSampled: readonly NotSampled[];
}

export interface SummarisedTask {
  readonly task: TaskRecord;
  /** Bytes. */
  readonly peakRss: number;
  /** Bytes it held when all tasks together held most; undefined when it did not run then. */
  readonly atRunPeak: number | undefined;
}

/** A task without a measurement, and why. */
export interface NotSampled {
  readonly task: TaskRecord;
  readonly reason: 'cached' | 'skipped' | 'too-short' | 'running';
}

export function summarise({ record, samples }: RunData): RunSummary {
  const peak = heavier(peakOfRecord(record), samples.peak);
  const sharesAtPeak = new Map(peak?.tasks.map(({ id, memory }) => [id, memory]));
  const sampled: SummarisedTask[] = [];
  const notSampled: NotSampled[] = [];
  for (const task of record.tasks) {
    // A run that was killed could not write the measurements of the tasks that ran; their samples it did.
    const peakRss = task.measurement?.peakRss ?? samples.series.get(task.id)?.peak?.bytes;
    if (peakRss === undefined || peakRss <= 0) {
      notSampled.push({ task, reason: whyNotSampled(task) });
    } else {
      sampled.push({ task, peakRss, atRunPeak: sharesAtPeak.get(task.id) });
    }
  }
  sampled.sort((a, b) => b.peakRss - a.peakRss || (a.task.id < b.task.id ? -1 : 1));
  const { state } = record;
  return {
    state,
    durationMs: Math.max(0, endOfRun(record, samples.span?.to) - record.startedAt),
    peak,
    limit: memoryLimitOf(record.machine),
    sampled,
    notSampled,
  };
}

/** When the run ended or was last heard of, in milliseconds since the epoch. */
export function endOfRun({ state, updatedAt }: RunRecord, lastLook: number | undefined): number {
  switch (state.kind) {
    case 'finished':
    case 'stopped':
      return state.endedAt;
    case 'cut-short':
      return Math.max(state.lastSeenAt, lastLook ?? 0);
    case 'running':
      return Math.max(updatedAt, lastLook ?? 0);
  }
}

function peakOfRecord({ peak }: RunRecord): Moment | undefined {
  if (peak === undefined) {
    return undefined;
  }
  const listed = peak.tasks.reduce((sum, { memory }) => sum + memory, 0);
  return { ...peak, rest: Math.max(0, peak.memory - listed) };
}

/** The recorder's own measurement is exact; the samples are all there is when it was killed. */
function heavier(exact: Moment | undefined, seen: Moment | undefined): Moment | undefined {
  if (exact === undefined || seen === undefined) {
    return exact ?? seen;
  }
  return seen.memory > exact.memory ? seen : exact;
}

function whyNotSampled({ outcome }: TaskRecord): NotSampled['reason'] {
  switch (outcome.status) {
    case 'cached':
      return 'cached';
    case 'skipped':
      return 'skipped';
    case 'running':
      return 'running';
    case 'succeeded':
    case 'failed':
    case 'stopped':
      return 'too-short';
  }
}
