import { analyse, type NxAnalysis } from '../analysis/run-analysis';
import { formatBytes, formatShare } from '../formats/format-bytes';
import { formatDuration, formatInstant } from '../formats/format-duration';
import { plainText } from '../formats/plain-text';
import { NX_GROUP_TYPES, type RunRecord } from '../record/run-record';
import type { RunData } from '../runs/read-run';
import type { Moment } from '../samples/timeline';
import { holdMsFor } from '../samples/memory-in-use';
import { curves } from './sparkline';
import {
  diagnosesOf,
  intoTheRun,
  notesOf,
  outcomeText,
  nxGroupName,
  partsText,
  peakAgainstLimit,
  reasonText,
  sumName,
  whyNotSampled,
} from './wording';

const CURVE_WIDTH = 72;

/** How a run is shown on a terminal. */
export interface TextOptions {
  /** How many tasks are listed, the heaviest first: 30 by default. */
  readonly mostTasks?: number;
}

/** A run for a terminal, 100 columns or a little more. No colours, no control characters. */
export function renderText(run: RunData, { mostTasks = 30 }: TextOptions = {}): string {
  const { record, samples } = run;
  const summary = analyse(run);
  const { peak, limit, sampled, notSampled, durationMs, nxItself } = summary;
  const lines = [
    plainText(record.command),
    `${formatInstant(record.startedAt)}, ${formatDuration(durationMs)}, ` +
      `${record.tasks.length} ${record.tasks.length === 1 ? 'task' : 'tasks'}`,
    '',
    ...notesOf(run).flatMap((note) => [note, '']),
  ];
  if (peak === undefined) {
    lines.push('No task was sampled.');
  } else {
    const curve = curves(samples.timeline, CURVE_WIDTH, holdMsFor(record.measuring.intervalMs));
    lines.push(
      `Peak of ${sumName(peak)}: ${peakAgainstLimit(peak.rss, limit)}, ` +
        `${intoTheRun(peak.timestamp, record.startedAt)}${partsText(peak)}`,
      ...(curve.length === 0 ? [] : ['', ...curve]),
    );
  }
  if (sampled.length > 0) {
    const rows = sampled
      .slice(0, mostTasks)
      .map(({ task, peakRss, atRunPeak }) => [
        formatBytes(peakRss),
        atRunPeak === undefined || peak === undefined
          ? '-'
          : `${formatBytes(atRunPeak)} (${formatShare(atRunPeak, peak.rss)})`,
        task.startedAt === undefined || task.endedAt === undefined
          ? '-'
          : formatDuration(task.endedAt - task.startedAt),
        outcomeText(task.outcome, record.state),
        plainText(task.id),
      ]);
    lines.push('', ...table([['PEAK', 'AT RUN PEAK', 'TIME', 'STATUS', 'TASK'], ...rows]));
    if (sampled.length > rows.length) {
      lines.push(`and ${sampled.length - rows.length} smaller ones`);
    }
  }
  if (nxItself !== undefined) {
    lines.push('', ...nxText(record, nxItself, peak));
  }
  if (notSampled.length > 0) {
    const shown = notSampled.slice(0, mostTasks);
    lines.push(
      '',
      `Not sampled: ${notSampled.length} (${whyNotSampled(notSampled)})`,
      ...shown.map(({ task, reason }) => `  ${plainText(task.id)}  ${reasonText(reason)}`),
    );
    if (notSampled.length > shown.length) {
      lines.push(`  and ${notSampled.length - shown.length} more`);
    }
  }
  const diagnoses = diagnosesOf(summary);
  if (diagnoses.length > 0) {
    const shown = diagnoses.slice(0, mostTasks);
    lines.push(
      '',
      'Why tasks died:',
      ...shown.flatMap(({ id, headline, details }) => [
        `  ${id} ${headline}`,
        ...details.map((detail) => `    ${detail}`),
      ]),
    );
    if (diagnoses.length > shown.length) {
      lines.push(`  and ${diagnoses.length - shown.length} more`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** `Nx itself: peak 512MB, 480MB (12%) at the run's peak`, and a line for each of its parts. */
function nxText(
  { nxItself }: RunRecord,
  { peakRss, atRunPeak }: NxAnalysis,
  peak: Moment | undefined,
): string[] {
  const share =
    peak === undefined || atRunPeak === undefined
      ? ''
      : `, ${formatBytes(atRunPeak)} (${formatShare(atRunPeak, peak.rss)}) at the run’s peak`;
  const groups = NX_GROUP_TYPES.flatMap((groupType) => {
    const measurement = nxItself?.groups[groupType];
    return measurement === undefined
      ? []
      : [[formatBytes(measurement.peakRss), nxGroupName(groupType)] as const];
  });
  const width = Math.max(...groups.map(([size]) => size.length));
  return [
    `Nx itself: peak ${formatBytes(peakRss)}${share}`,
    ...groups.map(([size, name]) => `  ${size.padStart(width)}  ${name}`),
  ];
}

/** Columns two spaces apart; the first three hold measurements and are flush right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 3 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
