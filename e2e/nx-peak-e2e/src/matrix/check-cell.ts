import { exceptionOf, exitCodesLike, type Cell } from './exceptions';
import { exampleOf, outcomeOf, PROJECT, type Example } from './kinds';
import { namingsOf, type Naming } from './namings';
import { runKinds, type Evidence } from './runs';
import { mayBeNamedAtStart } from './start-headers';
import type { Style } from './styles';

const MB = 1024 ** 2;

/** What is wrong in a cell, by what its run left behind; nothing when all is well. */
export function problemsOf(cell: Cell, evidence: Evidence): string[] {
  const example = exampleOf(cell.kind, outcomeOf[cell.status]);
  const namings = namingsOf(evidence.output, example.taskId);
  const recorded = evidence.recorded.get(example.taskId);
  if (cell.status === 'cached') {
    return [
      ...namings
        .filter(({ peak }) => peak !== undefined)
        .map(({ line }) => `peak of a hit: ${line}`),
      ...(recorded?.resultPeakRss === undefined ? [] : ['a cache hit has a peakRss']),
      ...(recorded?.status.includes('cache') === false
        ? [`is no cache hit: ${recorded.status}`]
        : []),
    ];
  }
  const finished = withoutStart(namings, cell);
  return [
    ...namedAsItShould(cell, finished),
    ...finished
      .filter(({ peak }) => peak === undefined)
      .map(({ line }) => `names the finished task without its peak: ${line}`),
    ...duplicates(finished, cell.style),
    ...wrongFigures(finished, example, recorded),
  ];
}

/** What is wrong with a run as a whole, beside the same one without us. */
export function problemsOfRun(cell: Cell, ours: Evidence, plain: Evidence): string[] {
  const idle = runKinds.flatMap((name) => namingsOf(ours.output, `${PROJECT}:${name}`));
  return [
    ...(exitCodesLike(plain.code, cell).includes(ours.code)
      ? []
      : [`exits with ${ours.code} instead of ${plain.code}`]),
    ...(cell.kind === 'nested' ? problemsInside(cell, ours) : []),
    ...idle
      .filter(({ peak }) => peak !== undefined)
      .map(({ line }) => `peak of a task that runs nothing: ${line}`),
  ];
}

/**
 * The nx that a task runs shows the figure of its own task once. Nx up to 22.0 prints what a task
 * has printed twice in some styles, this included.
 */
function problemsInside({ style, status }: Cell, { output }: Evidence): string[] {
  const outcome = outcomeOf[status];
  const [allocation = 0] = exampleOf('nested', outcome).allocations;
  const copies = output.split(`allocated ${allocation}`).length - 1;
  const shown = namingsOf(output, `inner:${outcome}`).filter(({ peak }) => peak !== undefined);
  return duplicates(shown, style, Math.max(1, copies));
}

/** The lines that name the task once it has ended: one header may be of its start. */
function withoutStart(namings: readonly Naming[], cell: Cell): Naming[] {
  const start = mayBeNamedAtStart(cell)
    ? namings.findIndex(({ isHeader, peak }) => isHeader && peak === undefined)
    : -1;
  return namings.filter((_, index) => index !== start);
}

function namedAsItShould(cell: Cell, finished: readonly Naming[]): string[] {
  if (exceptionOf(cell)?.mark === 'listed') {
    return finished.map(({ line }) => `is named, although listed as not: ${line}`);
  }
  return finished.some(({ peak }) => peak !== undefined) ? [] : ['no line with its peak'];
}

/**
 * A task has at most one line (nx's, or one of ours) and one entry in a list. What is left of the
 * TUI has a header above the task's output and a line, both from nx.
 */
function duplicates(finished: readonly Naming[], style: Style, copies = 1): string[] {
  const groups = new Map<string, string[]>();
  for (const { form, isHeader, line } of finished) {
    const group = style.medium === 'tui' && isHeader ? 'header' : form;
    groups.set(group, [...(groups.get(group) ?? []), line]);
  }
  return [...groups.values()]
    .filter((lines) => lines.length > copies)
    .map((lines) => `is named several times: ${lines.join(' | ')}`);
}

/** What is printed is what plugins are told, rounded, and can be what the task has held. */
function wrongFigures(
  finished: readonly Naming[],
  example: Example,
  recorded: { resultPeakRss?: number; taskPeakRss?: number } | undefined,
): string[] {
  const printed = [...new Set(finished.flatMap(({ peak }) => (peak === undefined ? [] : [peak])))];
  const reported = recorded?.resultPeakRss;
  const figures = recorded === undefined ? printed : [...printed, reported];
  return [
    ...(printed.length > 1 ? [`different figures: ${inMegabytes(printed)}`] : []),
    ...(recorded !== undefined && reported === undefined ? ['plugins are told no peakRss'] : []),
    ...(recorded?.taskPeakRss === reported ? [] : ['task.peakRss is not peakRss']),
    ...(reported === undefined ? [] : printed)
      .filter((peak) => peak !== Math.round((reported ?? 0) / MB) * MB)
      .map(
        (peak) => `prints ${inMegabytes([peak])}, plugins are told ${inMegabytes([reported ?? 0])}`,
      ),
    ...figures
      .filter((peak): peak is number => peak !== undefined && !isPossible(peak, example))
      .map((peak) => `${inMegabytes([peak])} cannot be its peak`),
  ];
}

/** An idle node of the supported versions holds 30 to 75 MB; nx holds more. */
function isPossible(peak: number, { allocations, processes: [least, most] }: Example): boolean {
  const own = allocations.reduce((sum, megabytes) => sum + megabytes, 0);
  return peak >= (own + 30 * least) * MB && peak <= (own + 90 * most) * MB;
}

function inMegabytes(bytes: readonly number[]): string {
  return bytes.map((value) => `${(value / MB).toFixed(1)}MB`).join(', ');
}
