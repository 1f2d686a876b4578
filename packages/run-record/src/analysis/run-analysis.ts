import { memoryLimitOf, type MemoryLimitOfRun } from '../record/machine-class';
import type { RunRecord, RunState, TaskRecord } from '../record/run-record';
import type { RunData } from '../runs/read-run';
import type { RunSamples } from '../samples/collect-samples';
import { isHeavier, type Moment } from '../samples/timeline';

/** What the reports say about a run. */
export interface RunAnalysis {
  readonly state: RunState;
  /** From the start of the run to its end, or to its last sign of life, in milliseconds. */
  readonly durationMs: number;
  /** The moment at which the tasks and nx together used most; undefined without a sample. */
  readonly peak: Moment | undefined;
  /** What that had to fit into; undefined when it is not known. */
  readonly limit: MemoryLimitOfRun | undefined;
  /** The tasks with a measurement, the heaviest first. */
  readonly sampled: readonly AnalysedTask[];
  readonly notSampled: readonly NotSampled[];
  /** What nx itself took; undefined when it was not measured. */
  readonly nxItself: NxAnalysis | undefined;
}

/** Bytes that nx itself took, all its parts together. */
export interface NxAnalysis {
  readonly peakRss: number;
  /** At the peak of the run; undefined when that is not known. */
  readonly atRunPeak: number | undefined;
}

/** One task that was measured, with what an analysis adds to its record. */
export interface AnalysedTask {
  readonly task: TaskRecord;
  /** Bytes. */
  readonly peakRss: number;
  /** Bytes it used at the peak of the run; undefined when it did not run then. */
  readonly atRunPeak: number | undefined;
}

/** A task without a measurement, and why. */
export interface NotSampled {
  readonly task: TaskRecord;
  readonly reason: 'cached' | 'skipped' | 'too-short' | 'running';
}

/** Works out what reports say of a run: the heaviest tasks first, and which of them made its peak. */
export function analyse({ record, samples }: RunData): RunAnalysis {
  const peak = heavier(peakOfRecord(record), samples.peak);
  const sharesAtPeak = new Map(peak?.tasks.map(({ id, rss }) => [id, rss]));
  const sampled: AnalysedTask[] = [];
  const notSampled: NotSampled[] = [];
  for (const task of record.tasks) {
    // A run that was killed did not write the measurements of running tasks, but their samples.
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
    nxItself: nxOf(record, samples, peak),
  };
}

function nxOf(
  { nxItself }: RunRecord,
  { nxPeakRss = 0 }: RunSamples,
  peak: Moment | undefined,
): NxAnalysis | undefined {
  const peakRss = Math.max(nxItself?.peakRss ?? 0, nxPeakRss);
  return peakRss > 0 ? { peakRss, atRunPeak: peak?.nxRss } : undefined;
}

/** When the run ended or gave its last sign of life, in milliseconds since the epoch. */
export function endOfRun({ state, updatedAt }: RunRecord, lastSample: number | undefined): number {
  switch (state.kind) {
    case 'finished':
    case 'stopped':
      return state.endedAt;
    case 'incomplete':
      return Math.max(state.lastSeenAt, lastSample ?? 0);
    case 'running':
      return Math.max(updatedAt, lastSample ?? 0);
  }
}

function peakOfRecord({ peak }: RunRecord): Moment | undefined {
  if (peak === undefined) {
    return undefined;
  }
  const listed = peak.tasks.reduce((sum, { rss }) => sum + rss, 0);
  return { ...peak, restRss: Math.max(0, peak.tasksRss - listed) };
}

/** The recorder's own peak is exact; the samples are all there is when it was killed. */
function heavier(exact: Moment | undefined, seen: Moment | undefined): Moment | undefined {
  if (exact === undefined || seen === undefined) {
    return exact ?? seen;
  }
  return isHeavier(seen, exact) ? seen : exact;
}

function whyNotSampled({ outcome }: TaskRecord): NotSampled['reason'] {
  switch (outcome.kind) {
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
