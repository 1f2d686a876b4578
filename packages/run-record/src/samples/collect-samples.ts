import { BoundedSeries } from './bounded-series';
import { GroupNames } from './group-names';
import { HeldMemory, type HeldMemoryOptions } from './held-memory';
import { parseSampleLine } from './parse-sample-line';
import type { TextLine } from './read-lines';
import { tellsOfAll, type ProcessGroup } from './sample-line';
import { Timeline, type Moment } from './timeline';

/** What a file of samples told, in bounded space. */
export interface RunSamples {
  /** The whole run: the heaviest moments of equal stretches of time, in their order. */
  readonly timeline: readonly Moment[];
  /** The heaviest of them; undefined without a sample. */
  readonly peak: Moment | undefined;
  /** By task. */
  readonly series: ReadonlyMap<string, BoundedSeries>;
  /** The tasks and batches that the file describes. */
  readonly groups: ReadonlyMap<string, ProcessGroup>;
  /** How many looks were read. */
  readonly looks: number;
  /** When the first and the last look were; undefined without one. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  /** The last line breaks off: whoever wrote it was stopped while writing. */
  readonly cutOff: boolean;
  /** How many lines were passed over because they are not as the format says. */
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

/** Nobody's samples: what a record without a file of samples has. */
export const NO_SAMPLES: RunSamples = {
  timeline: [],
  peak: undefined,
  series: new Map(),
  groups: new Map(),
  looks: 0,
  span: undefined,
  cutOff: false,
  skippedLines: 0,
  problems: [],
};

/** Reads the lines of a file of samples, ours or Nx's own. A bad line is told and passed over. */
export function collectSamples(lines: Iterable<TextLine>, options: HeldMemoryOptions): RunSamples {
  const names = new GroupNames();
  const held = new HeldMemory(options);
  const timeline = new Timeline();
  const series = new Map<string, BoundedSeries>();
  const problems: SampleProblem[] = [];
  let [looks, skippedLines, cutOff] = [0, 0, false];
  let span: { from: number; to: number } | undefined;
  for (const { number, text, complete } of lines) {
    const parsed = parseSampleLine(text);
    switch (parsed.kind) {
      case 'look': {
        const { line } = parsed;
        const { timestamp } = line;
        if (line.metadata !== undefined) {
          names.learn(line.metadata);
        }
        const tasks = names.taskMemory(line);
        for (const [id, bytes] of tasks) {
          const own = series.get(id) ?? new BoundedSeries();
          series.set(id, own);
          own.add(timestamp, bytes);
        }
        const sum = held.look(timestamp, tasks, { isWhole: tellsOfAll(line) });
        timeline.add(timestamp, sum, () => held.shares());
        looks++;
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
  const peak = moments.reduce<Moment | undefined>(
    (heaviest, moment) =>
      moment.memory > 0 && moment.memory > (heaviest?.memory ?? 0) ? moment : heaviest,
    undefined,
  );
  return {
    timeline: moments,
    peak,
    series,
    groups: names.tasks(),
    looks,
    span,
    cutOff,
    skippedLines,
    problems,
  };
}
