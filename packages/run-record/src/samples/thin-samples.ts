import { GroupNames } from './group-names';
import { HeldMemory } from './held-memory';
import { parseSampleLine } from './parse-sample-line';
import type { ProcessDescription, ProcessGroup, SampleLine } from './sample-line';

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
  const looks: SampleLine[] = [];
  for (const text of lines) {
    const parsed = parseSampleLine(text);
    if (parsed.kind === 'look') {
      looks.push(parsed.line);
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
function peaksOf(looks: readonly SampleLine[], holdMs: number): Set<number> {
  const names = new GroupNames();
  const held = new HeldMemory({ holdMs });
  const best = new Map<string, { bytes: number; index: number }>();
  const whole = { bytes: 0, index: 0 };
  looks.forEach((line, index) => {
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
    const sum = held.look(line.timestamp, tasks);
    if (sum > whole.bytes) {
      Object.assign(whole, { bytes: sum, index });
    }
  });
  return new Set([whole.index, ...[...best.values()].map(({ index }) => index)]);
}

function written(looks: readonly SampleLine[], isKept: (index: number) => boolean): string {
  let text = '';
  // Definitions of lines that are left out are told by the next line that needs them.
  let groups: Record<string, ProcessGroup> = {};
  const untold = new Map<string, ProcessDescription>();
  looks.forEach((line, index) => {
    Object.assign(groups, line.metadata?.groups);
    for (const [pid, description] of Object.entries(line.metadata?.processes ?? {})) {
      untold.set(pid, description);
    }
    if (isKept(index)) {
      const processes: Record<string, ProcessDescription> = {};
      for (const pid of line.processes.map((process) => String(process.pid))) {
        const description = untold.get(pid);
        if (description !== undefined) {
          processes[pid] = description;
          untold.delete(pid);
        }
      }
      text += `${JSON.stringify({ ...line, metadata: { groups, processes } })}\n`;
      groups = {};
    }
  });
  return text;
}
