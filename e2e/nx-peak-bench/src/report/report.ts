import type { MachineFacts } from '../machine/machine-facts';
import type { Benchmark, Section } from '../summary/benchmark';
import { accuracyTables } from './accuracy-tables';
import { costTables } from './cost-tables';
import { goalTable, missedText } from './goal-table';
import { megabytes } from './numbers';
import { tableText, type Table } from './table';
import { diagnosisTables } from './diagnosis-tables';

/** The whole benchmark as Markdown, which is also what is printed. */
export function reportText(benchmark: Benchmark): string {
  const { accuracy, cost, diagnoses } = benchmark;
  return [
    tableText(goalTable(benchmark)),
    ...[missedText(benchmark)].filter((text) => text !== ''),
    ...(accuracy === undefined ? [] : sectionText('Accuracy', accuracy, accuracyTables)),
    ...(cost === undefined ? [] : sectionText('Cost', cost, costTables)),
    ...(diagnoses === undefined ? [] : sectionText('Diagnoses', diagnoses, diagnosisTables)),
  ].join('\n\n');
}

function sectionText<T>(
  title: string,
  { day, partial, machine, summary }: Section<T>,
  tables: (summary: T) => Table[],
): string[] {
  const quick = partial
    ? ['**A quick or partial run, to see that everything works: nothing to quote.**']
    : [];
  return [
    `## ${title}`,
    ...quick,
    `${day}, ${machineText(machine)}.`,
    ...(summary.kind === 'there'
      ? tables(summary.value).map(tableText)
      : [`Left out: ${summary.reason}`]),
  ];
}

function machineText(machine: MachineFacts): string {
  const { platform, kernel, cores, processor, memory, node, cgroup, versions } = machine;
  const compared = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${cores} cores (${processor})`,
    `${megabytes(memory)} of memory`,
    `${platform}, kernel ${kernel}, cgroup ${cgroup}`,
    `node ${node}`,
    ...compared,
  ].join(', ');
}
