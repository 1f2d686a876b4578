import { CONTENDER_FACTS, CONTENDERS } from '../contenders/names';
import type {
  AccuracySummary,
  ContenderAccuracy,
  MeasuredWorkload,
} from '../summary/accuracy-summary';
import type { Summary } from '../statistics/summary';
import { megabytes, milliseconds, percent } from './numbers';
import type { Table } from './table';

export function accuracyTables(summary: AccuracySummary): Table[] {
  const measured = summary.workloads.filter((workload) => workload.kind === 'measured');
  return [errorTable(summary, measured), needTable(measured)];
}

function errorTable(
  { workloads, truth, recorder }: AccuracySummary,
  measured: readonly MeasuredWorkload[],
): Table {
  const skipped = workloads.filter((workload) => workload.kind === 'skipped');
  return {
    title: 'Error of the peak against the truth',
    head: [
      'workload',
      'runs',
      'wall',
      'truth',
      ...CONTENDERS.map((contender) => CONTENDER_FACTS[contender].label),
    ],
    rows: measured.map((workload) => [
      workload.title,
      String(workload.runs),
      milliseconds(workload.wallMs.median),
      megabytes(workload.peakRss.median),
      ...CONTENDERS.map((contender) => errorCell(workload.contenders[contender], workload.runs)),
    ]),
    notes: [
      'Median error, in brackets the lowest and the highest of all runs.',
      '`none`: the share of the runs without any figure, which count as -100 %.',
      `Rates: ${CONTENDERS.map((name) => `${CONTENDER_FACTS[name].label} ${CONTENDER_FACTS[name].cadence}`).join('; ')}.`,
      `Truth: ${truth}.`,
      ...(recorder === null
        ? []
        : [
            `The recorder sampled every ${milliseconds(recorder.gapMedianMs)} ` +
              `(longest gap ${milliseconds(recorder.gapMaxMs)}) with ` +
              `${recorder.realtime ? 'real-time' : 'usual'} priority, at ` +
              `${percent(recorder.cpuShare)} of a core;`,
            `${measured.reduce((sum, { discarded }) => sum + discarded, 0)} runs were left out ` +
              'because it had been held up.',
          ]),
      ...skipped.map(
        ({ name, reason }) => `Left out: ${name}, because ${reason.split('\n')[0] ?? ''}.`,
      ),
    ],
  };
}

function errorCell({ error, without }: ContenderAccuracy, runs: number): string {
  const none = without > 0 ? `, none ${Math.round((without / runs) * 100)} %` : '';
  return `${spread(error)}${none}`;
}

function spread({ median, min, max }: Summary): string {
  return `${percent(median)} [${number(min)} .. ${number(max)}]`;
}

function number(share: number): string {
  return percent(share).replace(' %', '');
}

function needTable(measured: readonly MeasuredWorkload[]): Table {
  const size = (bytes: number | null): string => (bytes === null ? '-' : megabytes(bytes));
  const error = (summary: Summary | null): string => (summary === null ? '-' : spread(summary));
  return {
    title: 'What a task needs, and the figures beside the peak',
    head: [
      'workload',
      'sum of RSS',
      "group's maximum",
      'without page cache',
      'and files once',
      'unique pages',
      'error of peakUnique',
      'error of cpuSeconds',
    ],
    rows: measured.map(({ title, peakRss, needs, uniqueError, cpuError }) => [
      title,
      megabytes(peakRss.median),
      size(needs.groupPeak),
      size(needs.groupNonCache),
      size(needs.groupNeed),
      size(needs.unique),
      error(uniqueError),
      error(cpuError),
    ]),
    notes: [
      'Medians. `and files once`: what the kernel charges the group without page cache, and the',
      'file pages of each executable once; it is what peakUnique is held against (where there is no',
      'group: `unique pages`, its definition applied each millisecond).',
      'Forks that never call exec share pages that no sum can tell; a daemon left behind and files in',
      'memory are in the group and in no resident set. cpuSeconds is held against wait4.',
    ],
  };
}
