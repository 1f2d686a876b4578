import type { AccuracyResult, AccuracyRun, WorkloadResult } from '../accuracy/result';
import { CONTENDERS, type ContenderName } from '../contenders/names';
import { median } from '../statistics/quantile';
import { summaryOf, type Summary } from '../statistics/summary';
import type { Truth } from '../truth/recorded-task';

/** Errors are shares of the truth: -0.5 is half of it, -1 nothing at all. */
export interface ContenderAccuracy {
  readonly error: Summary;
  /** Runs without any figure. Their error is -1. */
  readonly without: number;
  readonly samples: number;
}

/** Medians over the runs, in bytes; null where the kernel does not tell. */
export interface Needs {
  readonly groupPeak: number | null;
  readonly groupNonCache: number | null;
  readonly groupNeed: number | null;
  readonly unique: number | null;
}

export interface MeasuredWorkload {
  readonly kind: 'measured';
  readonly name: string;
  readonly title: string;
  readonly runs: number;
  readonly discarded: number;
  readonly wallMs: Summary;
  readonly aboveHalfMs: number;
  readonly peakRss: Summary;
  readonly contenders: Readonly<Record<ContenderName, ContenderAccuracy>>;
  readonly needs: Needs;
  /** The errors of nx-peak's further figures; null where it has none. */
  readonly uniqueError: Summary | null;
  readonly cpuError: Summary | null;
}

export type WorkloadSummary = MeasuredWorkload | Extract<WorkloadResult, { kind: 'skipped' }>;

export interface RecorderSummary {
  readonly realtime: boolean;
  readonly gapMedianMs: number;
  /** In the runs that count. */
  readonly gapMaxMs: number;
  /** Share of one core. */
  readonly cpuShare: number;
}

export interface AccuracySummary {
  readonly truth: string;
  readonly recorder: RecorderSummary | null;
  readonly workloads: readonly WorkloadSummary[];
}

export function summariseAccuracy({ truth, workloads }: AccuracyResult): AccuracySummary {
  const truths = workloads.flatMap((workload) =>
    workload.kind === 'measured' ? workload.runs.map((run) => run.truth) : [],
  );
  return { truth, recorder: recorderOf(truths), workloads: workloads.map(workloadSummary) };
}

function recorderOf(truths: readonly Truth[]): RecorderSummary | null {
  return truths.length === 0
    ? null
    : {
        realtime: truths.every(({ realtime }) => realtime),
        gapMedianMs: middle(truths.map(({ gapMedianMs }) => gapMedianMs)),
        gapMaxMs: Math.max(...truths.map(({ gapMaxMs }) => gapMaxMs)),
        cpuShare: middle(truths.map(({ recorderCpuMs, wallMs }) => recorderCpuMs / wallMs)),
      };
}

function workloadSummary(workload: WorkloadResult): WorkloadSummary {
  if (workload.kind === 'skipped') {
    return workload;
  }
  const { name, title, runs, discarded } = workload;
  const of = (read: (truth: Truth) => number): Summary =>
    summed(runs.map((run) => read(run.truth)));
  return {
    kind: 'measured',
    name,
    title,
    runs: runs.length,
    discarded,
    wallMs: of(({ wallMs }) => wallMs),
    aboveHalfMs: of(({ aboveHalfMs }) => aboveHalfMs).median,
    peakRss: of(({ peakRss }) => peakRss),
    contenders: Object.fromEntries(
      CONTENDERS.map((contender) => [contender, contenderAccuracy(runs, contender)]),
    ) as Record<ContenderName, ContenderAccuracy>,
    needs: {
      groupPeak: known(runs.map((run) => run.truth.groupPeak)),
      groupNonCache: known(runs.map((run) => run.truth.groupNonCache)),
      groupNeed: known(runs.map((run) => run.truth.groupNeed)),
      unique: known(runs.map((run) => run.truth.peakUnique)),
    },
    uniqueError: errorsOf(runs, ({ truth, figures }) => ({
      figure: figures['nx-peak'].peakUnique,
      truth: truth.groupNeed ?? truth.peakUnique,
    })),
    cpuError: errorsOf(runs, ({ truth, figures }) => ({
      figure: figures['nx-peak'].cpuSeconds,
      truth: truth.cpuMs / 1000,
    })),
  };
}

function contenderAccuracy(
  runs: readonly AccuracyRun[],
  contender: ContenderName,
): ContenderAccuracy {
  const figures = runs.map((run) => run.figures[contender]);
  return {
    error: summed(runs.map((run) => (run.figures[contender].peakRss ?? 0) / run.truth.peakRss - 1)),
    without: figures.filter(({ peakRss }) => peakRss === undefined).length,
    samples: middle(figures.map(({ samples }) => samples)),
  };
}

/** Null unless every run has the figure. */
function errorsOf(
  runs: readonly AccuracyRun[],
  read: (run: AccuracyRun) => { figure: number | undefined; truth: number },
): Summary | null {
  const errors = runs
    .map(read)
    .flatMap(({ figure, truth }) =>
      figure === undefined || truth <= 0 ? [] : [figure / truth - 1],
    );
  return errors.length === runs.length ? summed(errors) : null;
}

function known(values: readonly (number | null)[]): number | null {
  return median(values.filter((value) => value !== null)) ?? null;
}

function middle(values: readonly number[]): number {
  return median(values) ?? 0;
}

/** The summary of at least one value, which every measured workload has. */
function summed(values: readonly number[]): Summary {
  const summary = summaryOf(values);
  if (summary === undefined) {
    throw new Error('a measured workload without a run');
  }
  return summary;
}
