import { nxFeatures } from '../nx/features';
import { hook } from './hook';
import type { Patch } from './patch';

/** The report that Nx prints at the end of a run. */
export const performanceReportPatch: Patch = {
  name: 'performance report',
  without: 'the performance report shows no memory',
  neededBy: (nx) => nxFeatures.performanceReport.isIn(nx),
  apply(patched) {
    const { nx, emit } = patched;
    return hook<unknown[], string>(
      patched,
      performanceReportPatch.name,
      nx.load('performanceReport'),
      'formatReport',
      {
        withResult: (report) => {
          const rows: string[] = [];
          emit({ kind: 'report-made', rows });
          return withRows(report, rows);
        },
      },
    );
  },
};

/** The popup that the TUI shows before it exits. */
export const exitPopupPatch: Patch = {
  name: 'exit popup of the TUI',
  without: 'the exit popup of the TUI shows no memory',
  neededBy: (nx) => nxFeatures.performanceReport.isIn(nx),
  apply(patched) {
    const { nx, emit } = patched;
    return hook<unknown[], { recommendations: string[] }>(
      patched,
      exitPopupPatch.name,
      nx.load('performanceReport'),
      'buildExitSummaryPayload',
      {
        withResult: (payload) => {
          // The only part of the popup that takes text; it is drawn by native code.
          emit({ kind: 'exit-popup-made', recommendations: payload.recommendations });
          return payload;
        },
      },
    );
  },
};

/** The report with more rows below those of Nx, which end where the recommendations begin. */
export function withRows(report: string, rows: readonly string[]): string {
  if (rows.length === 0) {
    return report;
  }
  const lines = report.split('\n');
  const end = lines.indexOf('');
  lines.splice(end < 0 ? lines.length : end, 0, ...rows);
  return lines.join('\n');
}
