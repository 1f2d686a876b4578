import { analyse } from '../analysis/run-analysis';
import { formatBytes, formatShare } from '../formats/format-bytes';
import { formatDuration } from '../formats/format-duration';
import { plainText } from '../formats/plain-text';
import type { RunData } from '../runs/read-run';
import { holdMsFor } from '../samples/memory-in-use';
import { curves } from './sparkline';
import {
  diagnosesOf,
  intoTheRun,
  notesOf,
  outcomeText,
  partsText,
  peakAgainstLimit,
  sumName,
  whyNotSampled,
} from './wording';

const HEAVIEST = 10;
const CURVE_WIDTH = 60;

/** A run as GitHub-flavoured Markdown, for a job summary or a pull request. */
export function renderMarkdown(run: RunData): string {
  const { record, samples } = run;
  const summary = analyse(run);
  const { peak, limit, sampled, notSampled, nxItself } = summary;
  const lines = [
    `## Memory of ${escaped(record.command)}`,
    '',
    ...notesOf(run).flatMap((note) => [`> ${escaped(note)}`, '']),
  ];
  if (peak === undefined) {
    lines.push('No task was sampled.');
  } else {
    lines.push(
      `**Peak of ${sumName(peak)}:** ${peakAgainstLimit(peak.rss, limit)}, ` +
        `${intoTheRun(peak.timestamp, record.startedAt)}${partsText(peak)}`,
    );
    const curve = curves(samples.timeline, CURVE_WIDTH, holdMsFor(record.measuring.intervalMs));
    if (curve.length > 0) {
      lines.push('', '```text', ...curve, '```');
    }
  }
  if (sampled.length > 0) {
    lines.push(
      '',
      '| Task | Peak | At the run’s peak | Time | Status |',
      '| :--- | ---: | ---: | ---: | :--- |',
      ...sampled.slice(0, HEAVIEST).map(({ task, peakRss, atRunPeak }) => {
        const share =
          peak === undefined || atRunPeak === undefined
            ? ''
            : `${formatBytes(atRunPeak)} (${formatShare(atRunPeak, peak.rss)})`;
        const time =
          task.startedAt === undefined || task.endedAt === undefined
            ? ''
            : formatDuration(task.endedAt - task.startedAt);
        const status = escaped(outcomeText(task.outcome, record.state));
        return `| ${escaped(task.id)} | ${formatBytes(peakRss)} | ${share} | ${time} | ${status} |`;
      }),
      ...(nxItself === undefined
        ? []
        : [
            `| *nx itself* | ${formatBytes(nxItself.peakRss)} | ` +
              `${nxItself.atRunPeak === undefined || peak === undefined ? '' : `${formatBytes(nxItself.atRunPeak)} (${formatShare(nxItself.atRunPeak, peak.rss)})`} | | |`,
          ]),
    );
    if (sampled.length > HEAVIEST) {
      lines.push('', `The ${HEAVIEST} heaviest of ${sampled.length} tasks.`);
    }
  }
  if (notSampled.length > 0) {
    lines.push('', `Not sampled: ${notSampled.length} (${whyNotSampled(notSampled)}).`);
  }
  const diagnoses = diagnosesOf(summary);
  if (diagnoses.length > 0) {
    lines.push(
      '',
      '**Why tasks died:**',
      '',
      ...diagnoses
        .slice(0, HEAVIEST)
        .flatMap(({ id, headline, details }) => [
          `- **${escaped(id)}** ${escaped(headline)}`,
          ...details.map((detail) => `  - ${escaped(detail)}`),
        ]),
    );
    if (diagnoses.length > HEAVIEST) {
      lines.push('', `And ${diagnoses.length - HEAVIEST} more.`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Text that Markdown shows as it is, also in a table. */
function escaped(text: string): string {
  return plainText(text).replace(/[&<>\\`*_{}[\]()#+!|~@]/g, (character) =>
    '&<>'.includes(character) ? `&#${character.charCodeAt(0)};` : `\\${character}`,
  );
}
