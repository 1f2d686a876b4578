import { summarise } from '../analysis/summary';
import { formatBytes, formatShare } from '../formats/format-bytes';
import { formatDuration, formatInstant } from '../formats/format-duration';
import { plainText } from '../formats/plain-text';
import type { RunData } from '../runs/read-run';
import { holdMsFor } from '../samples/held-memory';
import { sparkline } from './sparkline';
import {
  deathsOf,
  intoTheRun,
  notesOf,
  outcomeText,
  peakAgainstLimit,
  reasonText,
  whyNotSampled,
} from './wording';

const CURVE_WIDTH = 72;

export interface TextOptions {
  /** How many tasks are listed, the heaviest first: 30 by default. */
  readonly mostTasks?: number;
}

/** A run for a terminal, 100 columns or a little more. No colours, no control characters. */
export function renderText(run: RunData, { mostTasks = 30 }: TextOptions = {}): string {
  const { record, samples } = run;
  const summary = summarise(run);
  const { peak, limit, sampled, notSampled, durationMs } = summary;
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
    const curve = sparkline(samples.timeline, CURVE_WIDTH, holdMsFor(record.measuring.intervalMs));
    lines.push(
      `Peak of all tasks together: ${peakAgainstLimit(peak.memory, limit)}, ` +
        intoTheRun(peak.timestamp, record.startedAt),
      ...(curve === '' ? [] : ['', curve]),
    );
  }
  if (sampled.length > 0) {
    const rows = sampled
      .slice(0, mostTasks)
      .map(({ task, peakRss, atRunPeak }) => [
        formatBytes(peakRss),
        atRunPeak === undefined || peak === undefined
          ? '-'
          : `${formatBytes(atRunPeak)} (${formatShare(atRunPeak, peak.memory)})`,
        task.startedAt === undefined || task.endedAt === undefined
          ? '-'
          : formatDuration(task.endedAt - task.startedAt),
        outcomeText(task.outcome, record.state),
        plainText(task.id),
      ]);
    lines.push('', ...table([['PEAK', 'AT RUN PEAK', 'TIME', 'STATUS', 'TASK'], ...rows]));
    if (sampled.length > rows.length) {
      lines.push(`and ${sampled.length - rows.length} lighter ones`);
    }
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
  const deaths = deathsOf(summary);
  if (deaths.length > 0) {
    const shown = deaths.slice(0, mostTasks);
    lines.push(
      '',
      'Why tasks died:',
      ...shown.flatMap(({ id, headline, details }) => [
        `  ${id} ${headline}`,
        ...details.map((detail) => `    ${detail}`),
      ]),
    );
    if (deaths.length > shown.length) {
      lines.push(`  and ${deaths.length - shown.length} more`);
    }
  }
  return `${lines.join('\n')}\n`;
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
