import { summarise } from '../analysis/summary';
import { csv, type Cell } from '../formats/csv';
import type { RunData } from '../runs/read-run';

/** Every task, one a row, the heaviest first; what is not known is an empty cell. Sizes are bytes. */
export function renderTasksCsv(run: RunData): string {
  const { sampled, notSampled } = summarise(run);
  const header = [
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
    'death',
    'death_confidence',
  ];
  const rows = [
    ...sampled,
    ...notSampled.map(({ task }) => ({ task, peakRss: undefined, atRunPeak: undefined })),
  ].map(({ task, peakRss, atRunPeak }): Cell[] => {
    const { outcome, measurement, startedAt, endedAt, death } = task;
    return [
      task.id,
      task.project,
      task.target,
      task.configuration,
      outcome.status,
      'exitCode' in outcome ? outcome.exitCode : undefined,
      'signal' in outcome ? outcome.signal : undefined,
      instant(startedAt),
      instant(endedAt),
      startedAt === undefined || endedAt === undefined ? undefined : (endedAt - startedAt) / 1000,
      peakRss,
      measurement?.peakUnique,
      atRunPeak,
      measurement?.swapPeak,
      measurement?.cpuSeconds,
      measurement?.maxProcesses,
      measurement?.samples,
      measurement?.method,
      measurement?.collector,
      measurement?.caveats?.join(' '),
      death?.cause,
      death?.confidence,
    ];
  });
  return csv([header, ...rows]);
}

/** What each task held over time, one task at one moment a row. */
export function renderTimelineCsv({ record, samples }: RunData): string {
  return csv([
    ['timestamp', 'offset_seconds', 'total_rss_bytes', 'task', 'task_rss_bytes'],
    ...samples.timeline.flatMap(({ timestamp, memory, tasks }) =>
      tasks.map(({ id, memory: own }): Cell[] => [
        instant(timestamp),
        (timestamp - record.startedAt) / 1000,
        memory,
        id,
        own,
      ]),
    ),
  ]);
}

function instant(epochMs: number | undefined): string | undefined {
  const date = new Date(epochMs ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
