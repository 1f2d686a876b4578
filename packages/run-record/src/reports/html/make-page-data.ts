import { inLanes } from '../../analysis/lanes';
import { analyse, endOfRun, type NxAnalysis, type RunAnalysis } from '../../analysis/run-analysis';
import { formatDuration, formatInstant } from '../../formats/format-duration';
import { plainText } from '../../formats/plain-text';
import {
  NX_GROUP_TYPES,
  type CiJob,
  type RunRecord,
  type TaskRecord,
} from '../../record/run-record';
import type { RunData } from '../../runs/read-run';
import type { Moment } from '../../samples/timeline';
import { diagnosisText } from '../diagnosis-text';
import { notesOf, nxGroupName, outcomeText, reasonText } from '../wording';
import type { PageData, PageMoment, PageNx, PageProcess, PageTask } from './page-data';

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
  const summary = analyse(run);
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
    const { measurement, outcome, diagnosis } = task;
    const span = spans[index];
    const lane = lanes[index];
    const curve = curveOf(samples.series.get(task.id)?.points(pointsEach) ?? [], start);
    const processes = (task.processesAtPeak ?? []).map(
      ({ pid, rss, name = '', command = '' }): PageProcess => [
        pid,
        kib(rss),
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
      ...((outcome.kind === 'failed' || outcome.kind === 'stopped') && { bad: true }),
      ...(span !== undefined && { from: span.from - start, to: span.to - start }),
      ...(lane !== undefined && { lane }),
      ...(peakRss !== undefined && { peak: kib(peakRss) }),
      ...(why !== undefined && { why }),
      ...(atRunPeak !== undefined && { atRunPeak: kib(atRunPeak) }),
      ...(measurement?.peakUnique !== undefined && { unique: kib(measurement.peakUnique) }),
      ...(measurement?.cpuSeconds !== undefined && { cpuSeconds: measurement.cpuSeconds }),
      ...(measurement && { samples: measurement.samples, method: plainText(measurement.method) }),
      ...(measurement?.caveats?.length && { caveats: measurement.caveats.map(plainText) }),
      ...(diagnosis && { diagnosis: diagnosisText(diagnosis) }),
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
      peak: {
        at: summary.peak.timestamp - start,
        kib: kib(summary.peak.rss),
        tasksKib: kib(summary.peak.tasksRss),
        ...(summary.peak.nxRss !== undefined && { nxKib: kib(summary.peak.nxRss) }),
      },
    }),
    ...(summary.nxItself && { nxItself: nxItselfOf(record, summary.nxItself) }),
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
  if (task.outcome.kind === 'cached' || task.outcome.kind === 'skipped') {
    return undefined;
  }
  const points = samples.series.get(task.id)?.points(4) ?? [];
  const from = task.startedAt ?? points[0]?.timestamp;
  if (from === undefined) {
    return undefined;
  }
  const to = task.endedAt ?? (task.outcome.kind === 'running' ? end : points.at(-1)?.timestamp);
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

/** The recorder's own peak may be a moment that the samples do not hold. */
function withPeak(timeline: readonly Moment[], peak: Moment | undefined): Moment[] {
  if (peak === undefined || timeline.some(({ rss }) => rss >= peak.rss)) {
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
  return moments.map(({ timestamp, tasksRss, nxRss = 0, tasks }) => [
    Math.round(timestamp - start),
    kib(tasksRss),
    kib(nxRss),
    ...tasks.slice(0, each).flatMap((share) => {
      const index = indexOf.get(share.id);
      return index === undefined ? [] : [index, kib(share.rss)];
    }),
  ]);
}

function factsOf(record: RunRecord, summary: RunAnalysis): [string, string][] {
  const { source, versions, machine, measuring, parallel } = record;
  const facts: [string, string | undefined][] = [
    ['Started', formatInstant(record.startedAt)],
    ['Took', formatDuration(summary.durationMs)],
    ['Repository', source?.repository],
    ['Commit', source?.commit?.slice(0, 10)],
    ['Branch', source?.branch],
    ['CI job', ciText(source?.ci)],
    ['Nx', versions.nx],
    ['Node', versions.node],
    ['System', [machine.platform, machine.arch].filter(Boolean).join(' ')],
    ['Processors', machine.cpus === undefined ? undefined : String(machine.cpus)],
    ['Tasks at once', parallel === undefined ? undefined : `at most ${parallel}`],
    [
      'Sampled',
      `at least every ${measuring.intervalMs} ms${measuring.collector ? `, ${measuring.collector}` : ''}`,
    ],
  ];
  return facts.flatMap(([label, value]) =>
    value === undefined ? [] : [[label, plainText(value)] as [string, string]],
  );
}

function ciText(ci: CiJob | undefined): string | undefined {
  return ci && [ci.provider, ci.job].filter((text) => text !== undefined).join(', ');
}

function nxItselfOf({ nxItself }: RunRecord, { peakRss }: NxAnalysis): PageNx {
  return {
    peak: kib(peakRss),
    parts: NX_GROUP_TYPES.flatMap((groupType): [string, number][] => {
      const measurement = nxItself?.groups[groupType];
      return measurement === undefined ? [] : [[nxGroupName(groupType), kib(measurement.peakRss)]];
    }),
  };
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024);
}
