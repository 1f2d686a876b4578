import { CONTENDER_FACTS, CONTENDERS, type ContenderName } from '../contenders/names';
import type { Summary } from '../statistics/summary';
import type {
  CostSummary,
  CpuSummary,
  RatioSummary,
  RunManySummary,
} from '../summary/cost-summary';
import { megabytes, milliseconds, ratio, threeDigits } from './numbers';
import type { Table } from './table';

const LABELS = CONTENDERS.map((contender) => CONTENDER_FACTS[contender].label);

export function costTables(summary: CostSummary): Table[] {
  const { cpu, startUp, blocked, loading, threadStart, runMany, leftOut } = summary;
  return [
    ...(cpu === undefined ? [] : cpuTables(cpu)),
    ...(startUp === undefined ? [] : [startUpTable(startUp)]),
    ...(blocked === undefined ? [] : [blockedTable(blocked)]),
    ...(loading === undefined && threadStart === undefined ? [] : [onceTable(summary)]),
    ...(runMany === undefined ? [] : [runManyTable(runMany)]),
    ...(leftOut === undefined
      ? []
      : [{ title: 'Left out', head: ['what', 'why'], rows: [['all other costs', leftOut]] }]),
  ];
}

function cpuTables(cells: readonly CpuSummary[]): Table[] {
  return [
    cpuTable('CPU per second of a run', cells, ({ perSecond }) => spread(perSecond), [
      'Milliseconds of CPU per second, children included, what the same process uses while there',
      'is nothing to measure deducted; median, lowest and highest of the stretches of 2 s.',
    ]),
    cpuTable(
      'CPU per sample of all tasks',
      cells,
      ({ perSample, samplesPerSecond }) =>
        perSample === null ? 'no sample' : `${spread(perSample)}, ${samplesPerSecond.toFixed(1)}/s`,
      ['Milliseconds of CPU, and how many samples a second there were.'],
    ),
    cpuTable(
      'CPU per process and sample',
      cells,
      ({ perProcess }) => (perProcess === null ? 'no sample' : threeDigits(perProcess)),
      ['Microseconds of CPU.'],
    ),
  ];
}

function cpuTable(
  title: string,
  cells: readonly CpuSummary[],
  cell: (summary: CpuSummary) => string,
  notes: readonly string[],
): Table {
  const rows = new Map<string, CpuSummary[]>();
  for (const one of cells) {
    const key = `${one.shape.title}|${one.machine}`;
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  return {
    title,
    head: ['tasks', 'processes of the machine', ...LABELS],
    rows: [...rows.values()].map((row) => [
      row[0]?.shape.title ?? '',
      String(row[0]?.machine ?? ''),
      ...CONTENDERS.map((contender) => {
        const found = row.find((one) => one.contender === contender);
        return found === undefined ? '-' : cell(found);
      }),
    ]),
    notes,
  };
}

function startUpTable(startUp: CostSummary['startUp'] & object): Table {
  return {
    title: 'Start-up',
    head: ['', 'main thread', 'first sample after', 'CPU in the first second', 'memory added'],
    rows: rowsOf(startUp, ({ blockedMs, firstSampleMs, cpuMs, rss }) => [
      spread(blockedMs),
      spread(firstSampleMs),
      spread(cpuMs),
      `${megabytes(rss.median)} [${megabytes(rss.min)} .. ${megabytes(rss.max)}]`,
    ]),
    notes: [
      `In ms, in a fresh node process each time (${runsOf(startUp, ({ cpuMs }) => cpuMs)} runs).`,
      'Main thread: loading the code, beginning, taking the first task.',
    ],
  };
}

function blockedTable(blocked: CostSummary['blocked'] & object): Table {
  return {
    title: 'Samples while the main thread is blocked for 2 s',
    head: ['', 'usual interval', 'samples in 2 s', 'longest gap'],
    rows: rowsOf(blocked, ({ interval, samples, longest }) => [
      milliseconds(interval),
      spread(samples),
      spread(longest),
    ]),
    notes: [`Gaps in ms (${runsOf(blocked, ({ longest }) => longest)} runs).`],
  };
}

function onceTable({ loading, threadStart }: CostSummary): Table {
  const row = (what: string, of: Summary): string[] => [what, String(of.runs), spread(of)];
  return {
    title: 'What a run costs once',
    head: ['', 'runs', 'ms'],
    rows: [
      ...(loading === undefined
        ? []
        : [
            row('loading what runs inside nx, wall', loading.wallMs),
            row('loading what runs inside nx, CPU', loading.cpuMs),
          ]),
      ...(threadStart === undefined
        ? []
        : [
            row(
              'the sampling thread, from the first task to its first sample',
              threadStart.samplingMs,
            ),
            row('an empty thread of node, to its first line', threadStart.emptyMs),
          ]),
    ],
    notes: [
      'Each in a fresh node process that does nothing else; an empty thread is the floor of ours.',
    ],
  };
}

function runManyTable(all: readonly RunManySummary[]): Table {
  const row = (
    name: string,
    { off, ratio: on, difference, interval }: RatioSummary,
  ): readonly string[] => [
    name,
    String(on.runs),
    `${spread(off)} ms`,
    `${ratio(on.median)} [${ratio(on.min)} .. ${ratio(on.max)}]`,
    interval === null ? '-' : `${ratio(interval.low)} .. ${ratio(interval.high)}`,
    `${spread(difference)} ms`,
  ];
  return {
    title: 'A real nx run-many, with and without nx-peak',
    head: [
      '',
      'pairs',
      'without',
      'with / without',
      '95 % interval of the median',
      'with - without',
    ],
    rows: all.flatMap(({ shape, ratios }) =>
      ratios.kind === 'there'
        ? [
            row(`${shape.title}, wall`, ratios.value.wall),
            row(`${shape.title}, CPU`, ratios.value.cpu),
          ]
        : [],
    ),
    notes: [
      ...all.map(
        ({ shape, ratios }) =>
          `${shape.title}: ${shape.parallel} at a time` +
          (ratios.kind === 'missing' ? `. Left out: ${ratios.reason}` : '.'),
      ),
      'In pairs one right after the other, the first one by turns. CPU of all processes, user and system.',
      'With few long tasks most of the difference is what a run costs once: loading nx-peak and starting',
      'the sampling thread. With many short ones it is what each task costs the main thread of nx.',
    ],
  };
}

function rowsOf<T>(
  all: Readonly<Record<ContenderName, T | null>>,
  cells: (summary: T) => readonly string[],
): string[][] {
  return CONTENDERS.flatMap((contender) => {
    const summary = all[contender];
    return summary === null ? [] : [[CONTENDER_FACTS[contender].label, ...cells(summary)]];
  });
}

function runsOf<T>(
  all: Readonly<Record<ContenderName, T | null>>,
  read: (summary: T) => Summary,
): number {
  return Math.min(
    ...CONTENDERS.flatMap((contender) => {
      const summary = all[contender];
      return summary === null ? [] : [read(summary).runs];
    }),
  );
}

function spread({ median, min, max }: Summary): string {
  return `${threeDigits(median)} [${threeDigits(min)} .. ${threeDigits(max)}]`;
}
