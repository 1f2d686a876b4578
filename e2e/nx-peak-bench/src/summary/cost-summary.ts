import { missing, there, type Attempt } from '@nx-peak/testkit';
import { CONTENDERS, type ContenderName } from '../contenders/names';
import type {
  BlockedRun,
  CostResult,
  CpuCell,
  LoadingRun,
  Pair,
  PerContender,
  RunManyResult,
  RunManyShape,
  Shape,
  StartUpRun,
  ThreadStartRun,
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
  /** Milliseconds of CPU per sample of all tasks; null without a sample. */
  readonly perSample: Summary | null;
  /** Microseconds of CPU per process and sample. */
  readonly perProcess: number | null;
  readonly samplesPerSecond: number;
}

export interface StartUpSummary {
  readonly blockedMs: Summary;
  readonly firstSampleMs: Summary;
  readonly cpuMs: Summary;
  readonly rss: Summary;
}

export interface BlockedSummary {
  /** Milliseconds between samples while the main thread is free. */
  readonly interval: number;
  /** The longest gap of each run while it is not. */
  readonly longest: Summary;
  readonly samples: Summary;
}

export interface RatioSummary {
  readonly off: Summary;
  readonly ratio: Summary;
  /** Milliseconds, with less without. */
  readonly difference: Summary;
  readonly interval: MedianInterval | null;
}

export interface RunManySummary {
  readonly shape: RunManyShape;
  readonly ratios: Attempt<{ readonly wall: RatioSummary; readonly cpu: RatioSummary }>;
}

export interface CostSummary {
  readonly cpu?: readonly CpuSummary[];
  readonly startUp?: Readonly<Record<ContenderName, StartUpSummary | null>>;
  readonly blocked?: Readonly<Record<ContenderName, BlockedSummary | null>>;
  readonly loading?: { readonly wallMs: Summary; readonly cpuMs: Summary };
  readonly threadStart?: { readonly samplingMs: Summary; readonly emptyMs: Summary };
  readonly runMany?: readonly RunManySummary[];
  readonly leftOut?: string;
}

export function summariseCost({
  cpu,
  startUp,
  blocked,
  loading,
  threadStart,
  runMany,
  leftOut,
}: CostResult): CostSummary {
  return {
    ...(cpu === undefined ? {} : { cpu: cpu.flatMap(cpuSummary) }),
    ...(startUp === undefined ? {} : { startUp: perContender(startUp, startUpSummary) }),
    ...(blocked === undefined ? {} : { blocked: perContender(blocked, blockedSummary) }),
    ...(loading === undefined ? {} : loadingSummary(loading)),
    ...(threadStart === undefined ? {} : threadStartSummary(threadStart)),
    ...(runMany === undefined ? {} : { runMany: runMany.map(runManySummary) }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

function cpuSummary({ contender, shape, machine, windows }: CpuCell): CpuSummary[] {
  const perSecond = summaryOf(windows.map(({ cpuMs, ms }) => (cpuMs / ms) * 1000));
  if (perSecond === undefined) {
    return [];
  }
  const sampled = windows.filter(({ samples }) => samples > 0);
  const perSample = summaryOf(sampled.map(({ cpuMs, samples }) => cpuMs / samples)) ?? null;
  const processes = shape.tasks * shape.processesEach;
  return [
    {
      contender,
      shape,
      machine,
      perSecond,
      perSample,
      perProcess: perSample === null ? null : (perSample.median * 1000) / processes,
      samplesPerSecond: median(windows.map(({ samples, ms }) => (samples / ms) * 1000)) ?? 0,
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
  const samples = summaryOf(runs.map(({ blocked }) => blocked.length - 1));
  return interval !== undefined && longest && samples ? { interval, longest, samples } : null;
}

function loadingSummary(runs: readonly LoadingRun[]): Pick<CostSummary, 'loading'> {
  const wallMs = summaryOf(runs.map((run) => run.wallMs));
  const cpuMs = summaryOf(runs.map((run) => run.cpuMs));
  return wallMs && cpuMs ? { loading: { wallMs, cpuMs } } : {};
}

function threadStartSummary(runs: readonly ThreadStartRun[]): Pick<CostSummary, 'threadStart'> {
  const samplingMs = summaryOf(runs.map((run) => run.samplingMs));
  const emptyMs = summaryOf(runs.map((run) => run.emptyMs));
  return samplingMs && emptyMs ? { threadStart: { samplingMs, emptyMs } } : {};
}

function runManySummary({ shape, pairs }: RunManyResult): RunManySummary {
  if (pairs.kind === 'missing') {
    return { shape, ratios: pairs };
  }
  const ratio = (off: (pair: Pair) => number, on: (pair: Pair) => number) => {
    const ratios = pairs.value.map((pair) => on(pair) / off(pair));
    const [offs, all] = [summaryOf(pairs.value.map(off)), summaryOf(ratios)];
    const difference = summaryOf(pairs.value.map((pair) => on(pair) - off(pair)));
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
  return {
    shape,
    ratios: wall && cpu ? there({ wall, cpu }) : missing('no pair was run'),
  };
}

function perContender<T, S>(
  runs: PerContender<T>,
  summarise: (runs: readonly T[]) => S,
): Record<ContenderName, S> {
  return Object.fromEntries(
    CONTENDERS.map((contender) => [contender, summarise(runs[contender])]),
  ) as Record<ContenderName, S>;
}
