import { GroupNames } from './group-names';
import { HeldMemory } from './held-memory';
import { parseSampleLine } from './parse-sample-line';
import {
  tellsOfAll,
  type ProcessDescription,
  type ProcessGroup,
  type SampleLine,
} from './sample-line';

interface WrittenLook {
  readonly text: string;
  readonly line: SampleLine;
}

/**
 * Leaves out about half of the looks of a file, or more, until it has at most `mostBytes`: the same
 * run with larger gaps. Every look at which a task, or all of them together, held most is kept,
 * with its neighbours as long as there is room. The result is a file of samples like any other: the
 * definitions that its lines need are moved to its first.
 *
 * When the peaks alone are too large, the result is what they take: one look a task at the most.
 */
export function thinSamples(
  lines: Iterable<string>,
  options: { readonly mostBytes: number; readonly holdMs: number },
): string {
  const looks: WrittenLook[] = [];
  for (const text of lines) {
    const parsed = parseSampleLine(text);
    if (parsed.kind === 'look') {
      looks.push({ text, line: parsed.line });
    }
  }
  const peaks = peaksOf(looks, options.holdMs);
  const around = new Set([...peaks].flatMap((index) => [index - 1, index, index + 1]));
  for (let step = 2; step < 2 * looks.length; step *= 2) {
    const kept = step === 2 ? around : peaks;
    const text = written(looks, (index) => index % step === 0 || kept.has(index));
    if (Buffer.byteLength(text) <= options.mostBytes) {
      return text;
    }
  }
  return written(looks, (index) => peaks.has(index));
}

/** The looks at which a task, or all together, held most: the first of equal ones. */
function peaksOf(looks: readonly WrittenLook[], holdMs: number): Set<number> {
  const names = new GroupNames();
  const held = new HeldMemory({ holdMs });
  const best = new Map<string, { bytes: number; index: number }>();
  const whole = { bytes: 0, index: 0 };
  looks.forEach(({ line }, index) => {
    if (line.metadata !== undefined) {
      names.learn(line.metadata);
    }
    const tasks = names.taskMemory(line);
    for (const [id, bytes] of tasks) {
      const known = best.get(id);
      if (known === undefined || bytes > known.bytes) {
        best.set(id, { bytes, index });
      }
    }
    const sum = held.look(line.timestamp, tasks, { isWhole: tellsOfAll(line) });
    if (sum > whole.bytes) {
      Object.assign(whole, { bytes: sum, index });
    }
  });
  return new Set([whole.index, ...[...best.values()].map(({ index }) => index)]);
}

function written(looks: readonly WrittenLook[], isKept: (index: number) => boolean): string {
  let kept = '';
  // Definitions of lines that are left out are told by the next line that needs them.
  let groups: Record<string, ProcessGroup> = {};
  const untold = new Map<string, ProcessDescription>();
  looks.forEach(({ line, text }, index) => {
    const own = line.metadata ?? {};
    if (!isKept(index)) {
      Object.assign(groups, own.groups);
      for (const [pid, description] of Object.entries(own.processes ?? {})) {
        untold.set(pid, description);
      }
      return;
    }
    const processes: Record<string, ProcessDescription> = {};
    for (const { pid } of line.processes) {
      const description = untold.get(String(pid));
      if (description !== undefined) {
        processes[String(pid)] = description;
      }
    }
    for (const pid of [...Object.keys(processes), ...Object.keys(own.processes ?? {})]) {
      untold.delete(pid);
    }
    if (Object.keys(groups).length + Object.keys(processes).length === 0) {
      kept += `${text}\n`;
    } else {
      const metadata = {
        groups: { ...groups, ...own.groups },
        processes: { ...processes, ...own.processes },
      };
      kept += `${JSON.stringify({ ...line, metadata })}\n`;
      groups = {};
    }
  });
  return kept;
}
