import type { Grades, DiagnosisSummary } from '../summary/diagnosis-summary';
import { megabytes } from './numbers';
import type { Table } from './table';

export function diagnosisTables(summary: DiagnosisSummary): Table[] {
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
}: DiagnosisSummary): Table {
  return {
    title: 'Diagnoses of deaths that are known',
    head: ['what happens', ...COUNTS],
    rows: [...kinds.map((kind) => [kind.title, ...cells(kind)]), ['all', ...cells(all)]],
    notes: [
      `${rounds} rounds of a real \`nx run-many\` in a cgroup of ${megabytes(limit)},`,
      `${parallel} tasks at a time. Not recognised: something weaker was said, nothing untrue. Wrong:`,
      'out of memory where it was not, or of another kind, or something untrue for',
      'certain. Of tasks that succeed nothing has to be said.',
      `Rounds left out because not everything in them happened as meant: ${discarded.length}` +
        `${discarded.length === 0 ? '' : ` (${[...new Set(discarded)].join('; ')})`}.`,
      ...leftOut.map(({ name, reason }) => `Left out: ${name}, because ${reason}.`),
    ],
  };
}

function settingTable({ withKernelLog, withoutKernelLog, ofMemory }: DiagnosisSummary): Table {
  const row = (name: string, graded: Grades | null): string[][] =>
    graded === null ? [] : [[name, ...cells(graded)]];
  return {
    title: 'Diagnoses by what can be read',
    head: ['', ...COUNTS],
    rows: [
      ...row('all, with the kernel log', withKernelLog),
      ...row('all, without it, as in a container', withoutKernelLog),
      ...row('ended by the kernel or V8 out of memory', ofMemory),
    ],
  };
}

function missTable({ misses }: DiagnosisSummary): Table {
  return {
    title: 'Diagnoses that were not right',
    head: ['what happened', 'kernel log', 'diagnosis', '', 'tasks'],
    rows: misses.map(({ title, kernelLog, diagnosis, grade, count }) => [
      title,
      kernelLog ? 'yes' : 'no',
      diagnosis,
      grade,
      String(count),
    ]),
  };
}

function cells({ runs, right, certain, notRecognised, wrong }: Grades): string[] {
  return [runs, right, certain, notRecognised, wrong].map(String);
}
