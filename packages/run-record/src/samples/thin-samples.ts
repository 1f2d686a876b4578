import { GroupNames } from './group-names';
import { parseSampleLine } from './parse-sample-line';
import { RunMemory, totalRss } from './run-memory';
import { isWhole, type ProcessGroup, type SampleLine } from './sample-line';

interface WrittenLine {
  readonly text: string;
  readonly line: SampleLine;
}

/**
 * Leaves out about half of the lines of a file that the recorder wrote, or more, until it has at
 * most `mostBytes`: the same run with larger gaps. Every line at which a task, a part of nx, or all
 * together used most is kept, with its neighbours as long as there is room. The result is a file of
 * samples like any other: the definitions that its lines need are moved to them.
 *
 * When the peaks alone are too large, the result is what they take: one line a task at the most.
 */
export function thinSamples(
  lines: Iterable<string>,
  options: { readonly mostBytes: number; readonly holdMs: number },
): string {
  const samples: WrittenLine[] = [];
  for (const text of lines) {
    const parsed = parseSampleLine(text);
    if (parsed.kind === 'sample') {
      samples.push({ text, line: parsed.line });
    }
  }
  const peaks = peaksOf(samples, options.holdMs);
  const around = new Set([...peaks].flatMap((index) => [index - 1, index, index + 1]));
  for (let step = 2; step < 2 * samples.length; step *= 2) {
    const kept = step === 2 ? around : peaks;
    const text = written(samples, (index) => index % step === 0 || kept.has(index));
    if (Buffer.byteLength(text) <= options.mostBytes) {
      return text;
    }
  }
  return written(samples, (index) => peaks.has(index));
}

/** The highest value seen, and the number of the line that has it: the first of equal ones. */
interface Highest {
  bytes: number;
  index: number;
}

function peaksOf(samples: readonly WrittenLine[], holdMs: number): Set<number> {
  const names = new GroupNames();
  const memory = new RunMemory({ holdMs });
  const highest = new Map<string, Highest>();
  const together: Highest = { bytes: 0, index: 0 };
  const allOfNx: Highest = { bytes: 0, index: 0 };
  samples.forEach(({ line }, index) => {
    if (line.metadata !== undefined) {
      names.learn(line.metadata);
    }
    const sampled = names.sampled(line);
    for (const [id, bytes] of [...sampled.tasks, ...sampled.nx]) {
      const known = highest.get(id);
      if (known === undefined || bytes > known.bytes) {
        highest.set(id, { bytes, index });
      }
    }
    const sum = memory.sample(line.timestamp, sampled, { isWhole: isWhole(line) });
    for (const [known, bytes] of [
      [together, sum.tasksRss > 0 ? totalRss(sum) : 0],
      [allOfNx, sum.nxRss ?? 0],
    ] as const) {
      if (bytes > known.bytes) {
        Object.assign(known, { bytes, index });
      }
    }
  });
  return new Set(
    [together, allOfNx, ...highest.values()]
      .filter(({ bytes }) => bytes > 0)
      .map(({ index }) => index),
  );
}

function written(samples: readonly WrittenLine[], isKept: (index: number) => boolean): string {
  let kept = '';
  // What lines that are left out define goes to the next line that is kept.
  let groups: Record<string, ProcessGroup> = {};
  samples.forEach(({ line, text }, index) => {
    const own = line.metadata?.groups;
    if (!isKept(index)) {
      Object.assign(groups, own);
    } else if (Object.keys(groups).length === 0) {
      kept += `${text}\n`;
    } else {
      const metadata = { processes: {}, ...line.metadata, groups: { ...groups, ...own } };
      kept += `${JSON.stringify({ ...line, metadata })}\n`;
      groups = {};
    }
  });
  return kept;
}
