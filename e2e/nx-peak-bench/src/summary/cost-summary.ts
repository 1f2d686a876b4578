import type { Attempt } from '@nx-peak/testkit';
import { CONTENDERS, type ContenderName } from '../contenders/names';
import type {
  BlockedRun,
  CostResult,
  CpuCell,
  Pair,
  PerContender,
  Shape,
  StartUpRun,
} from '../cost/result';
import { medianInterval, type MedianInterval } from '../statistics/median-interval';
import { median } from '../statistics/quantile';
import { summaryOf, type Summary } from '../statistics/summary';

export interface CpuSummary {
  readonly contender: ContenderName;
  readonly shape: Shape;
  readonly machine: number;
  /** Milliseconds of CPU per second of a run. */
  readonly perSecond: Summary;
  /** Milliseconds of CPU per look at all tasks; null without a look. */
  readonly perLook: Summary | null;
  /** Microseconds of CPU per process and look. */
  readonly perProcess: number | null;
  readonly looksPerSecond: number;
}

export interface StartUpSummary {
  readonly blockedMs: Summary;
  readonly firstSampleMs: Summary;
  readonly cpuMs: Summary;
  readonly rss: Summary;
}

export interface BlockedSummary {
  /** Milliseconds between looks while the main thread is free. */
  readonly interval: number;
  /** The longest gap of each run while it is not. */
  readonly longest: Summary;
  readonly looks: Summary;
}

export interface RatioSummary {
  readonly off: Summary;
  readonly ratio: Summary;
  /** Milliseconds, with less without. */
  readonly difference: Summary;
  readonly interval: MedianInterval | null;
}

export interface CostSummary {
  readonly cpu?: readonly CpuSummary[];
  readonly startUp?: Readonly<Record<ContenderName, StartUpSummary | null>>;
  readonly blocked?: Readonly<Record<ContenderName, BlockedSummary | null>>;
  readonly runMany?: Attempt<{ readonly wall: RatioSummary; readonly cpu: RatioSummary }>;
  readonly leftOut?: string;
}

export function summariseCost({
  cpu,
  startUp,
  blocked,
  runMany,
  leftOut,
}: CostResult): CostSummary {
  return {
    ...(cpu === undefined ? {} : { cpu: cpu.flatMap(cpuSummary) }),
    ...(startUp === undefined ? {} : { startUp: perContender(startUp, startUpSummary) }),
    ...(blocked === undefined ? {} : { blocked: perContender(blocked, blockedSummary) }),
    ...(runMany === undefined ? {} : { runMany: runManySummary(runMany) }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

function cpuSummary({ contender, shape, machine, windows }: CpuCell): CpuSummary[] {
  const perSecond = summaryOf(windows.map(({ cpuMs, ms }) => (cpuMs / ms) * 1000));
  if (perSecond === undefined) {
    return [];
  }
  const looked = windows.filter(({ looks }) => looks > 0);
  const perLook = summaryOf(looked.map(({ cpuMs, looks }) => cpuMs / looks)) ?? null;
  const processes = shape.tasks * shape.processesEach;
  return [
    {
      contender,
      shape,
      machine,
      perSecond,
      perLook,
      perProcess: perLook === null ? null : (perLook.median * 1000) / processes,
      looksPerSecond: median(windows.map(({ looks, ms }) => (looks / ms) * 1000)) ?? 0,
    },
  ];
}

function startUpSummary(runs: readonly StartUpRun[]): StartUpSummary | null {
  const of = (read: (run: StartUpRun) => number) => summaryOf(runs.map(read));
  const blockedMs = of((run) => run.blockedMs);
  const firstSampleMs = of((run) => run.firstSampleMs);
  const cpuMs = of((run) => run.cpuMs);
  const rss = of((run) => run.rss);
  return blockedMs && firstSampleMs && cpuMs && rss
    ? { blockedMs, firstSampleMs, cpuMs, rss }
    : null;
}

function blockedSummary(runs: readonly BlockedRun[]): BlockedSummary | null {
  // The first and the last gap are cut off by the span that was watched.
  const interval = median(runs.flatMap(({ free }) => free.slice(1, -1)));
  const longest = summaryOf(runs.map(({ blocked }) => Math.max(...blocked)));
  const looks = summaryOf(runs.map(({ blocked }) => blocked.length - 1));
  return interval !== undefined && longest && looks ? { interval, longest, looks } : null;
}

function runManySummary(runMany: Attempt<readonly Pair[]>): CostSummary['runMany'] & object {
  if (runMany.kind === 'missing') {
    return runMany;
  }
  const ratio = (off: (pair: Pair) => number, on: (pair: Pair) => number) => {
    const ratios = runMany.value.map((pair) => on(pair) / off(pair));
    const [offs, all] = [summaryOf(runMany.value.map(off)), summaryOf(ratios)];
    const difference = summaryOf(runMany.value.map((pair) => on(pair) - off(pair)));
    return offs && all && difference
      ? { off: offs, ratio: all, difference, interval: medianInterval(ratios) ?? null }
      : undefined;
  };
  const wall = ratio(
    ({ offWallMs }) => offWallMs,
    ({ onWallMs }) => onWallMs,
  );
  const cpu = ratio(
    ({ offCpuMs }) => offCpuMs,
    ({ onCpuMs }) => onCpuMs,
  );
  return wall && cpu
    ? { kind: 'there', value: { wall, cpu } }
    : { kind: 'missing', reason: 'no pair was run' };
}

function perContender<T, S>(
  runs: PerContender<T>,
  summarise: (runs: readonly T[]) => S,
): Record<ContenderName, S> {
  return Object.fromEntries(
    CONTENDERS.map((contender) => [contender, summarise(runs[contender])]),
  ) as Record<ContenderName, S>;
}
