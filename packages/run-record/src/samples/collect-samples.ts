import type { NxGroupType } from '../record/run-record';
import { BoundedSeries } from './bounded-series';
import { GroupNames } from './group-names';
import type { MemoryInUseOptions } from './memory-in-use';
import { parseSampleLine } from './parse-sample-line';
import type { TextLine } from './read-lines';
import { RunMemory } from './run-memory';
import { isWhole, type ProcessGroup } from './sample-line';
import { isHeavier, Timeline, type Moment } from './timeline';

/** The content of a file of samples, in bounded space. */
export interface RunSamples {
  /** The whole run: the heaviest moments of equal stretches of time, in their order. */
  readonly timeline: readonly Moment[];
  /** The heaviest of them while a task ran; undefined without a sample of a task. */
  readonly peak: Moment | undefined;
  /** The samples of each task. */
  readonly series: ReadonlyMap<string, BoundedSeries>;
  /** The samples of each part of nx itself. */
  readonly nxSeries: ReadonlyMap<NxGroupType, BoundedSeries>;
  /** Bytes: the most that nx itself used at one moment; undefined when it was not sampled. */
  readonly nxPeakRss: number | undefined;
  /** The tasks and batches that the file describes. */
  readonly groups: ReadonlyMap<string, ProcessGroup>;
  /** How many lines held samples. */
  readonly sampleCount: number;
  /** When the first and the last sample were taken; undefined without one. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  /** The last line breaks off: its writer was stopped while writing. */
  readonly cutOff: boolean;
  /** How many lines were left out because they are not as the format says. */
  readonly skippedLines: number;
  /** The first of them. */
  readonly problems: readonly SampleProblem[];
}

export interface SampleProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

const MOST_PROBLEMS = 20;

/** The samples of a record that has none. */
export const NO_SAMPLES: RunSamples = {
  timeline: [],
  peak: undefined,
  series: new Map(),
  nxSeries: new Map(),
  nxPeakRss: undefined,
  groups: new Map(),
  sampleCount: 0,
  span: undefined,
  cutOff: false,
  skippedLines: 0,
  problems: [],
};

/** Reads the lines of a file of samples, ours or Nx's own. A bad line is reported and left out. */
export function collectSamples(lines: Iterable<TextLine>, options: MemoryInUseOptions): RunSamples {
  const names = new GroupNames();
  const memory = new RunMemory(options);
  const timeline = new Timeline();
  const series = new Map<string, BoundedSeries>();
  const nxSeries = new Map<NxGroupType, BoundedSeries>();
  const problems: SampleProblem[] = [];
  let [sampleCount, skippedLines, cutOff] = [0, 0, false];
  let nxPeakRss: number | undefined;
  let span: { from: number; to: number } | undefined;
  for (const { number, text, complete } of lines) {
    const parsed = parseSampleLine(text);
    switch (parsed.kind) {
      case 'sample': {
        const { line } = parsed;
        const { timestamp } = line;
        if (line.metadata !== undefined) {
          names.learn(line.metadata);
        }
        const sampled = names.sampled(line);
        addAll(series, sampled.tasks, timestamp);
        addAll(nxSeries, sampled.nx, timestamp);
        const sum = memory.sample(timestamp, sampled, { isWhole: isWhole(line) });
        timeline.add(timestamp, sum, () => memory.shares());
        if (sum.nxRss !== undefined) {
          nxPeakRss = Math.max(nxPeakRss ?? 0, sum.nxRss);
        }
        sampleCount++;
        span = {
          from: Math.min(span?.from ?? timestamp, timestamp),
          to: Math.max(span?.to ?? timestamp, timestamp),
        };
        break;
      }
      case 'other':
        break;
      case 'invalid':
        if (complete) {
          skippedLines++;
          if (problems.length < MOST_PROBLEMS) {
            problems.push({ line: number, reason: parsed.reason });
          }
        } else {
          cutOff = true;
        }
        break;
    }
  }
  const moments = timeline.moments();
  return {
    timeline: moments,
    peak: heaviestOf(moments),
    series,
    nxSeries,
    nxPeakRss,
    groups: names.tasks(),
    sampleCount,
    span,
    cutOff,
    skippedLines,
    problems,
  };
}

function addAll<Id>(
  series: Map<Id, BoundedSeries>,
  sample: ReadonlyMap<Id, number>,
  timestamp: number,
): void {
  for (const [id, bytes] of sample) {
    let own = series.get(id);
    if (own === undefined) {
      own = new BoundedSeries();
      series.set(id, own);
    }
    own.add(timestamp, bytes);
  }
}

function heaviestOf(moments: readonly Moment[]): Moment | undefined {
  return moments.reduce<Moment | undefined>(
    (heaviest, moment) => (moment.tasksRss > 0 && isHeavier(moment, heaviest) ? moment : heaviest),
    undefined,
  );
}
