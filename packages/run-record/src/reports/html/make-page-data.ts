import { inLanes } from '../../analysis/lanes';
import { endOfRun, summarise, type RunSummary } from '../../analysis/summary';
import { formatDuration, formatInstant } from '../../formats/format-duration';
import { plainText } from '../../formats/plain-text';
import type { RunRecord, TaskRecord } from '../../record/run-record';
import type { RunData } from '../../runs/read-run';
import type { Moment } from '../../samples/timeline';
import { deathText } from '../diagnosis-text';
import { notesOf, outcomeText, reasonText } from '../wording';
import type { PageData, PageMoment, PageProcess, PageTask } from './page-data';

/** More lanes than that are lines; what runs beyond them shares the last. */
const MOST_LANES = 40;

/** The room for the curves of all tasks together, in points, and for their processes, in bytes. */
const MOST_POINTS = 100_000;
const MOST_POINTS_EACH = 256;
const MOST_PROCESS_BYTES = 500_000;

/** The room for the layers of the timeline, in values. */
const MOST_LAYER_VALUES = 80_000;

/** What the page shows of a run. Bounded: 2,000 tasks take less than 3 MB. */
export function makePageData(run: RunData): PageData {
  const { record, samples } = run;
  const summary = summarise(run);
  const start = Math.min(record.startedAt, samples.span?.from ?? record.startedAt);
  const end = Math.max(endOfRun(record, samples.span?.to), samples.span?.to ?? 0, start);
  const ordered = [
    ...summary.sampled.map((task) => ({ ...task, why: undefined })),
    ...summary.notSampled.map(({ task, reason }) => ({
      task,
      peakRss: undefined,
      atRunPeak: undefined,
      why: reasonText(reason),
    })),
  ];
  const spans = ordered.map(({ task }) => spanOf(task, run, end));
  const lanes = lanesOf(spans);
  const pointsEach = Math.min(
    MOST_POINTS_EACH,
    Math.max(8, Math.floor(MOST_POINTS / Math.max(1, samples.series.size))),
  );
  let room = MOST_PROCESS_BYTES;
  const tasks = ordered.map(({ task, peakRss, atRunPeak, why }, index): PageTask => {
    const { measurement, outcome, death } = task;
    const span = spans[index];
    const lane = lanes[index];
    const curve = curveOf(samples.series.get(task.id)?.points(pointsEach) ?? [], start);
    const processes = (task.processesAtPeak ?? []).map(
      ({ pid, memory, name = '', command = '' }): PageProcess => [
        pid,
        kib(memory),
        plainText(name),
        plainText(command),
      ],
    );
    const size = processes.length === 0 ? 0 : JSON.stringify(processes).length;
    const fits = size > 0 && size <= room;
    room -= fits ? size : 0;
    return {
      id: plainText(task.id),
      status: outcomeText(outcome, record.state),
      ...((outcome.status === 'failed' || outcome.status === 'stopped') && { bad: true }),
      ...(span !== undefined && { from: span.from - start, to: span.to - start }),
      ...(lane !== undefined && { lane }),
      ...(peakRss !== undefined && { peak: kib(peakRss) }),
      ...(why !== undefined && { why }),
      ...(atRunPeak !== undefined && { atRunPeak: kib(atRunPeak) }),
      ...(measurement?.peakUnique !== undefined && { unique: kib(measurement.peakUnique) }),
      ...(measurement?.cpuSeconds !== undefined && { cpuSeconds: measurement.cpuSeconds }),
      ...(measurement && { samples: measurement.samples, method: plainText(measurement.method) }),
      ...(measurement?.caveats?.length && { caveats: measurement.caveats.map(plainText) }),
      ...(death && { death: deathText(death) }),
      ...(curve.length > 0 && { curve }),
      ...(fits && { processes }),
      ...(!fits && size > 0 && { more: true }),
    };
  });
  return {
    command: plainText(record.command),
    startedAt: start,
    durationMs: end - start,
    notes: notesOf(run),
    facts: factsOf(record, summary),
    ...(summary.limit && {
      limit: { kib: kib(summary.limit.bytes), kind: summary.limit.kind },
    }),
    ...(summary.peak && {
      peak: { at: summary.peak.timestamp - start, kib: kib(summary.peak.memory) },
    }),
    lanes: lanes.reduce<number>((most, lane) => Math.max(most, (lane ?? -1) + 1), 0),
    tasks,
    timeline: timelineOf(
      withPeak(samples.timeline, summary.peak),
      new Map(ordered.map(({ task }, index) => [task.id, index])),
      start,
    ),
  };
}

interface KnownSpan {
  readonly from: number;
  readonly to: number;
}

/** When the task had processes; undefined for one that did not run. */
function spanOf(task: TaskRecord, { samples }: RunData, end: number): KnownSpan | undefined {
  if (task.outcome.status === 'cached' || task.outcome.status === 'skipped') {
    return undefined;
  }
  const points = samples.series.get(task.id)?.points(4) ?? [];
  const from = task.startedAt ?? points[0]?.timestamp;
  if (from === undefined) {
    return undefined;
  }
  const to = task.endedAt ?? (task.outcome.status === 'running' ? end : points.at(-1)?.timestamp);
  return { from, to: Math.max(from, to ?? from) };
}

/** The lanes of those that ran. */
function lanesOf(spans: readonly (KnownSpan | undefined)[]): (number | undefined)[] {
  const lanes = inLanes(spans.filter((span) => span !== undefined)).values();
  return spans.map((span) =>
    span === undefined ? undefined : Math.min(MOST_LANES - 1, lanes.next().value ?? 0),
  );
}

function curveOf(
  points: readonly { readonly timestamp: number; readonly bytes: number }[],
  start: number,
): number[] {
  let [time, size] = [0, 0];
  return points.flatMap(({ timestamp, bytes }) => {
    const [at, now] = [Math.round(timestamp - start), kib(bytes)];
    const step = [at - time, now - size];
    [time, size] = [at, now];
    return step;
  });
}

/** The recorder's own peak may be one that the samples do not hold. */
function withPeak(timeline: readonly Moment[], peak: Moment | undefined): Moment[] {
  if (peak === undefined || timeline.some(({ memory }) => memory >= peak.memory)) {
    return [...timeline];
  }
  return [...timeline, peak].sort((a, b) => a.timestamp - b.timestamp);
}

function timelineOf(
  moments: readonly Moment[],
  indexOf: ReadonlyMap<string, number>,
  start: number,
): PageMoment[] {
  const each = Math.max(4, Math.floor(MOST_LAYER_VALUES / Math.max(1, moments.length)));
  return moments.map(({ timestamp, memory, tasks }) => [
    Math.round(timestamp - start),
    kib(memory),
    ...tasks.slice(0, each).flatMap((share) => {
      const index = indexOf.get(share.id);
      return index === undefined ? [] : [index, kib(share.memory)];
    }),
  ]);
}

function factsOf(record: RunRecord, summary: RunSummary): [string, string][] {
  const { git, versions, machine, measuring } = record;
  const facts: [string, string | undefined][] = [
    ['Started', formatInstant(record.startedAt)],
    ['Took', formatDuration(summary.durationMs)],
    ['Commit', git?.commit?.slice(0, 10)],
    ['Branch', git?.branch],
    ['Nx', versions.nx],
    ['Node', versions.node],
    ['System', [machine.platform, machine.arch].filter(Boolean).join(' ')],
    ['Processors', machine.cpus === undefined ? undefined : String(machine.cpus)],
    [
      'Sampled',
      `at least every ${measuring.intervalMs} ms${measuring.collector ? `, ${measuring.collector}` : ''}`,
    ],
  ];
  return facts.flatMap(([label, value]) =>
    value === undefined ? [] : [[label, plainText(value)] as [string, string]],
  );
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024);
}
