import type { OutputMessage, TaskResult } from './nx-internals';
import { printOwnLine } from './own-lines';
import { applyAll, expectPrototype, guarded, hook, type Seam } from './seam';
import { withListedPeaks } from './task-lines';
import type { Renderer, UntoldPeak } from './task-peaks';
import type { TerminalContext } from './terminal-context';

/** Appends the peak to the entries of the lists of failed and stopped tasks. */
export const listsSeam: Seam<TerminalContext> = {
  name: 'lists of failed and stopped tasks',
  without: 'the lists at the end of a run show no peaks',
  apply(context) {
    const { name } = listsSeam;
    const { output } = context;
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    // Composites nest, and the inner one ends first.
    let ending = 0;
    return applyAll([
      () =>
        hook(context, name, composite, 'endCommand', {
          before: () => {
            ending++;
          },
          after: () => {
            ending--;
          },
        }),
      ...(['error', 'success'] as const).map(
        (printer) => () =>
          hook<[OutputMessage]>(context, name, output, printer, {
            withArgs: ([message]) =>
              ending > 0 && Array.isArray(message.bodyLines)
                ? [
                    {
                      ...message,
                      bodyLines: message.bodyLines.map((line) => listed(context, line)),
                    },
                  ]
                : [message],
          }),
      ),
      () =>
        hook<[string?]>(context, name, output, 'overwriteLine', {
          withArgs: ([line = '']) => [ending > 0 ? listed(context, line) : line],
        }),
    ]);
  },
};

/**
 * Prints a line of ours for the tasks that Nx names nowhere when they end: at once for those
 * whose output is streamed, at the end of the command for the rest (the dependencies in the
 * dynamic style of `nx run`).
 */
export const ownLinesSeam: Seam<TerminalContext> = {
  name: 'lines of our own',
  without: 'tasks whose output is streamed show no peak',
  apply(context) {
    const { name } = ownLinesSeam;
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    return applyAll([
      () =>
        hook<[readonly TaskResult[]]>(context, name, composite, 'endTasks', {
          before: ([results]) => {
            printUntold(context, context.peaks.untoldStreamed(results.map(({ task }) => task.id)));
          },
        }),
      () =>
        hook(context, name, composite, 'endCommand', {
          after: () => {
            // Up to 22.0 a continuous task is stopped without an end of its own.
            context.peaks.settleAll();
            if (printUntold(context, context.peaks.untold()) > 0) {
              context.output.addNewline(); // Nx's own blocks end in an empty line
            }
          },
        }),
    ]);
  },
};

/**
 * Prints a line for each of these peaks, unless the way the run is shown has no place for it.
 *
 * @returns how many lines were printed
 */
export function printUntold(context: TerminalContext, untold: readonly UntoldPeak[]): number {
  const printed = untold.filter(({ renderer }) => hasRoomForOwnLines(renderer));
  printed.forEach((peak) => {
    guarded(context, ownLinesSeam.name, () => {
      printOwnLine(context.nx, context.output, peak);
    });
    context.peaks.told(peak.task.id);
  });
  return printed.length;
}

function hasRoomForOwnLines(renderer: Renderer): boolean {
  switch (renderer) {
    case 'static':
    case 'dynamic':
      return true;
    case 'summary': // names what failed or stopped, and nothing else, by contract
    case 'tui': // owns the whole screen
      return false;
  }
}

function listed({ peaks, output }: TerminalContext, text: string): string {
  return withListedPeaks(text, (taskId) => {
    const suffix = peaks.suffixOf(taskId);
    if (suffix === undefined) {
      return undefined;
    }
    peaks.told(taskId);
    return output.dim(suffix);
  });
}
