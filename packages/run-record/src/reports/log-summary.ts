import { analyse } from '../analysis/run-analysis';
import { formatBytes, formatShare } from '../formats/format-bytes';
import { plainText } from '../formats/plain-text';
import type { RunData } from '../runs/read-run';
import type { Moment } from '../samples/timeline';
import { intoTheRun, notesOf, partsText, peakAgainstLimit, whyNotSampled } from './wording';

/** The width to which Nx pads the labels of its performance report, see `formatReport` in Nx. */
const LABEL_WIDTH = 17;

const HEAVIEST = 5;
const MOST_NOTES = 3;

/**
 * The block at the end of a log, in the form of Nx's own performance report: at most eleven lines
 * without a line break at the end. Empty when no task was sampled.
 *
 * ```
 *   Memory peak:       3.9GB of 8.0GB (49%, container limit), 42.3s into the run (tasks 3.4GB, nx itself 512MB)
 *   Heaviest tasks:    1.9GB  shop:build   1.9GB of the peak (49%)
 *                      1.1GB  shop:test    not running at the peak
 *   Nx itself:         512MB               512MB of the peak (13%)
 *   Not sampled:       3 of 20 tasks (2 from the cache, 1 too short)
 * ```
 */
export function renderLogSummary(run: RunData): string {
  const { record } = run;
  const { peak, limit, sampled, notSampled, nxItself } = analyse(run);
  if (sampled.length === 0) {
    return '';
  }
  const heaviest = sampled.slice(0, HEAVIEST).map(({ task, peakRss, atRunPeak }) => ({
    measurement: formatBytes(peakRss),
    id: plainText(task.id),
    share:
      task.measurement?.shared === true
        ? 'in a process shared with other tasks'
        : peak === undefined || atRunPeak === undefined
          ? 'not running at the peak'
          : ofThePeak(atRunPeak, peak),
  }));
  const nxPeak = nxItself && formatBytes(nxItself.peakRss);
  const measurementWidth = Math.max(
    nxPeak?.length ?? 0,
    ...heaviest.map(({ measurement }) => measurement.length),
  );
  const idWidth = Math.min(60, Math.max(...heaviest.map(({ id }) => id.length)));
  const lines = [
    ...(peak === undefined
      ? []
      : [
          labelled(
            'Memory peak',
            `${peakAgainstLimit(peak.rss, limit)}, ` +
              `${intoTheRun(peak.timestamp, record.startedAt)}${partsText(peak)}`,
          ),
        ]),
    ...heaviest.map(({ measurement, id, share }, index) =>
      labelled(
        index === 0 ? 'Heaviest tasks' : '',
        `${measurement.padStart(measurementWidth)}  ${id.padEnd(idWidth)}  ${peak === undefined ? '' : share}`,
      ),
    ),
    ...(nxPeak === undefined
      ? []
      : [
          labelled(
            'Nx itself',
            `${nxPeak.padStart(measurementWidth)}  ${''.padEnd(idWidth)}  ` +
              (peak?.nxRss === undefined ? '' : ofThePeak(peak.nxRss, peak)),
          ),
        ]),
    ...(notSampled.length === 0
      ? []
      : [
          labelled(
            'Not sampled',
            `${notSampled.length} of ${record.tasks.length} tasks (${whyNotSampled(notSampled)})`,
          ),
        ]),
    ...notesOf(run)
      .slice(0, MOST_NOTES)
      .map((note) => labelled('Note', note)),
  ];
  return lines.join('\n');
}

function ofThePeak(rss: number, peak: Moment): string {
  return `${formatBytes(rss)} of the peak (${formatShare(rss, peak.rss)})`;
}

function labelled(label: string, value: string): string {
  return `  ${(label === '' ? '' : `${label}:`).padEnd(LABEL_WIDTH)}  ${value}`.trimEnd();
}
