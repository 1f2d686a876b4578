import type { Judged, VerdictSummary } from '../summary/verdict-summary';
import { megabytes } from './numbers';
import type { Table } from './table';

export function verdictTables(summary: VerdictSummary): Table[] {
  return [
    kindTable(summary),
    settingTable(summary),
    ...(summary.misses.length === 0 ? [] : [missTable(summary)]),
  ];
}

const COUNTS = ['tasks', 'right', 'of these certain', 'not recognised', 'wrong'] as const;

function kindTable({
  kinds,
  all,
  limit,
  parallel,
  rounds,
  discarded,
  leftOut,
}: VerdictSummary): Table {
  return {
    title: 'Verdicts on deaths that are known',
    head: ['what happens', ...COUNTS],
    rows: [...kinds.map((kind) => [kind.title, ...cells(kind)]), ['all', ...cells(all)]],
    notes: [
      `${rounds} rounds of a real \`nx run-many\` in a control group of ${megabytes(limit)},`,
      `${parallel} tasks at a time. Not recognised: told as something weaker, nothing untrue. Wrong:`,
      'told as a death for want of memory that was none or another one, or something untrue for',
      'certain. Of tasks that succeed nothing has to be told.',
      `Rounds left out because not everything in them happened as meant: ${discarded.length}` +
        `${discarded.length === 0 ? '' : ` (${[...new Set(discarded)].join('; ')})`}.`,
      ...leftOut.map(({ name, reason }) => `Left out: ${name}, because ${reason}.`),
    ],
  };
}

function settingTable({ withKernelLog, withoutKernelLog, ofMemory }: VerdictSummary): Table {
  const row = (name: string, judged: Judged | null): string[][] =>
    judged === null ? [] : [[name, ...cells(judged)]];
  return {
    title: 'Verdicts by what can be read',
    head: ['', ...COUNTS],
    rows: [
      ...row('all, with the kernel log', withKernelLog),
      ...row('all, without it, as in a container', withoutKernelLog),
      ...row('ended by the kernel or V8 for want of memory', ofMemory),
    ],
  };
}

function missTable({ misses }: VerdictSummary): Table {
  return {
    title: 'Verdicts that were not right',
    head: ['what happened', 'kernel log', 'what was told', '', 'tasks'],
    rows: misses.map(({ title, kernelLog, told, judgement, count }) => [
      title,
      kernelLog ? 'yes' : 'no',
      told,
      judgement,
      String(count),
    ]),
  };
}

function cells({ runs, right, certain, notRecognised, wrong }: Judged): string[] {
  return [runs, right, certain, notRecognised, wrong].map(String);
}
