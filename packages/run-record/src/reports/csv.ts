import { analyse } from '../analysis/run-analysis';
import { csv, type Cell } from '../formats/csv';
import { NX_GROUP_TYPES, type MemoryMeasurement } from '../record/run-record';
import type { RunData } from '../runs/read-run';

/**
 * Every task, one a row, the heaviest first, then nx itself: all of it (`nx`), and its parts
 * (`nx-part`). What is not known is an empty cell. Sizes are bytes.
 */
export function renderTasksCsv(run: RunData): string {
  const { sampled, notSampled, nxItself } = analyse(run);
  const header = [
    'kind',
    'task',
    'project',
    'target',
    'configuration',
    'status',
    'exit_code',
    'signal',
    'started_at',
    'ended_at',
    'duration_seconds',
    'peak_rss_bytes',
    'peak_unique_bytes',
    'at_run_peak_bytes',
    'swap_peak_bytes',
    'cpu_seconds',
    'max_processes',
    'samples',
    'method',
    'collector',
    'caveats',
    'diagnosis',
    'diagnosis_confidence',
  ];
  const rows = [
    ...sampled,
    ...notSampled.map(({ task }) => ({ task, peakRss: undefined, atRunPeak: undefined })),
  ].map(({ task, peakRss, atRunPeak }): Cell[] => {
    const { outcome, measurement, startedAt, endedAt, diagnosis } = task;
    return [
      'task',
      task.id,
      task.project,
      task.target,
      task.configuration,
      outcome.kind,
      'exitCode' in outcome ? outcome.exitCode : undefined,
      'signal' in outcome ? outcome.signal : undefined,
      instant(startedAt),
      instant(endedAt),
      startedAt === undefined || endedAt === undefined ? undefined : (endedAt - startedAt) / 1000,
      peakRss,
      ...measuredCells(measurement, atRunPeak),
      diagnosis?.cause,
      diagnosis?.confidence,
    ];
  });
  const nxRows =
    nxItself === undefined
      ? []
      : [
          nxRow('nx', 'nx itself', nxItself.peakRss, undefined, nxItself.atRunPeak),
          ...NX_GROUP_TYPES.flatMap((groupType) => {
            const measurement = run.record.nxItself?.groups[groupType];
            return measurement === undefined
              ? []
              : [nxRow('nx-part', groupType, measurement.peakRss, measurement, undefined)];
          }),
        ];
  return csv([header, ...rows, ...nxRows]);
}

/** The cells between those of a task and those of its diagnosis. */
function measuredCells(
  measurement: MemoryMeasurement | undefined,
  atRunPeak: number | undefined,
): Cell[] {
  return [
    measurement?.peakUnique,
    atRunPeak,
    measurement?.swapPeak,
    measurement?.cpuSeconds,
    measurement?.maxProcesses,
    measurement?.samples,
    measurement?.method,
    measurement?.collector,
    measurement?.caveats?.join(' '),
  ];
}

function nxRow(
  kind: 'nx' | 'nx-part',
  name: string,
  peakRss: number,
  measurement: MemoryMeasurement | undefined,
  atRunPeak: number | undefined,
): Cell[] {
  const ofTasks = new Array<Cell>(9).fill(undefined);
  const ofDiagnosis = [undefined, undefined];
  return [
    kind,
    name,
    ...ofTasks,
    peakRss,
    ...measuredCells(measurement, atRunPeak),
    ...ofDiagnosis,
  ];
}

/**
 * What each task, and nx itself, used over time: one of them at one moment a row. The rows of a
 * moment add up to its total.
 */
export function renderTimelineCsv({ record, samples }: RunData): string {
  return csv([
    ['timestamp', 'offset_seconds', 'total_rss_bytes', 'kind', 'task', 'rss_bytes'],
    ...samples.timeline.flatMap(({ timestamp, rss, nxRss, tasks }) => {
      const row = (kind: 'task' | 'nx', name: string, own: number): Cell[] => [
        instant(timestamp),
        (timestamp - record.startedAt) / 1000,
        rss,
        kind,
        name,
        own,
      ];
      return [
        ...tasks.map((share) => row('task', share.id, share.rss)),
        ...(nxRss === undefined || nxRss === 0 ? [] : [row('nx', 'nx itself', nxRss)]),
      ];
    }),
  ]);
}

function instant(epochMs: number | undefined): string | undefined {
  const date = new Date(epochMs ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
