import { takeEndOfLog } from './recording/end-of-log';
import { guarded, hook, type Seam } from './seam';
import type { TerminalContext } from './terminal-context';

/** As many of the heaviest tasks as fit a line. */
const HEAVIEST = 3;

/** The width to which Nx pads the labels of its report. */
const LABEL_WIDTH = 17;

/** Nx reports on the performance of a run since 23.3. */
function hasReport({ nx }: TerminalContext): boolean {
  return nx.has('performanceReport');
}

/** Adds the memory to the report that Nx prints at the end of a run. */
export const performanceReportSeam: Seam<TerminalContext> = {
  name: 'performance report',
  without: 'the performance report shows no memory',
  neededBy: hasReport,
  apply(context) {
    return hook<unknown[], string>(
      context,
      performanceReportSeam.name,
      context.nx.load('performanceReport'),
      'formatReport',
      {
        withResult: (report) => {
          // The block on the whole run says it all; else a row does.
          const block = guarded(context, performanceReportSeam.name, () => takeEndOfLog(context));
          return block === undefined
            ? withMemoryRow(report, context.peaks.heaviest(HEAVIEST))
            : withRows(report, block);
        },
      },
    );
  },
};

/** Adds the heaviest tasks to the popup that the TUI shows before it exits. */
export const exitPopupSeam: Seam<TerminalContext> = {
  name: 'exit popup of the TUI',
  without: 'the exit popup of the TUI shows no memory',
  neededBy: hasReport,
  apply(context) {
    return hook<unknown[], { recommendations: string[] }>(
      context,
      exitPopupSeam.name,
      context.nx.load('performanceReport'),
      'buildExitSummaryPayload',
      {
        withResult: (payload) => {
          const heaviest = context.peaks.heaviest(HEAVIEST);
          if (heaviest.length > 0) {
            // The only part of the popup that takes text; it is drawn by native code.
            payload.recommendations.push(
              [
                'Peak memory:',
                ...heaviest.map(({ id, measurement }) => `  ${id}  ${measurement}`),
              ].join('\n'),
            );
          }
          return payload;
        },
      },
    );
  },
};

/** A task with its peak as it is printed. */
export interface HeavyTask {
  readonly id: string;
  readonly measurement: string;
}

/**
 * The report with the row `  Peak memory:       512MB (app:build), 300MB (app:lint)` below the
 * rows of Nx, which end where the recommendations begin.
 */
export function withMemoryRow(report: string, heaviest: readonly HeavyTask[]): string {
  if (heaviest.length === 0) {
    return report;
  }
  const value = heaviest.map(({ id, measurement }) => `${measurement} (${id})`).join(', ');
  return withRows(report, [`  ${'Peak memory:'.padEnd(LABEL_WIDTH)}  ${value}`]);
}

function withRows(report: string, rows: readonly string[]): string {
  const lines = report.split('\n');
  const end = lines.indexOf('');
  lines.splice(end < 0 ? lines.length : end, 0, ...rows);
  return lines.join('\n');
}
