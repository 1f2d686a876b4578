import type { Output, OutputMessage } from './nx-internals';
import { printOwnLine } from './own-lines';
import { guarded } from './run-context';
import { expectMethod, expectPrototype, type Seam, undoAll, wrapMethod } from './seam';
import { withListedPeaks } from './task-lines';
import type { Renderer, TaskPeaks, UntoldPeak } from './task-peaks';
import type { TerminalContext } from './terminal-context';

/** Appends the peak to the entries of the lists of failed and stopped tasks. */
export const listsSeam: Seam<TerminalContext> = {
  name: 'lists of failed and stopped tasks',
  without: 'the lists at the end of a run show no peaks',
  apply(context) {
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    expectMethod(composite, 'endCommand', 'CompositeLifeCycle');
    const printers = ['error', 'success'] as const;
    printers.forEach((printer) => {
      expectMethod(context.output, printer, 'output');
    });
    expectMethod(context.output, 'overwriteLine', 'output');

    const listed = (text: string): string =>
      context.ending
        ? (guarded(context, 'lists of failed and stopped tasks', () => listedIn(context, text)) ??
          text)
        : text;

    return undoAll([
      wrapMethod<EndCommand>(
        composite,
        'endCommand',
        (original) =>
          async function (this: unknown, ...args) {
            context.ending = true;
            try {
              await original.apply(this, args);
            } finally {
              context.ending = false;
            }
          },
      ),
      ...printers.map((printer) =>
        wrapMethod<Output['error']>(
          context.output,
          printer,
          (original) =>
            function (this: unknown, message: OutputMessage) {
              const { bodyLines } = message;
              original.call(
                this,
                bodyLines === undefined
                  ? message
                  : { ...message, bodyLines: bodyLines.map(listed) },
              );
            },
        ),
      ),
      wrapMethod<Output['overwriteLine']>(
        context.output,
        'overwriteLine',
        (original) =>
          function (this: unknown, text = '') {
            original.call(this, listed(text));
          },
      ),
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
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    expectMethod(composite, 'endTasks', 'CompositeLifeCycle');
    expectMethod(composite, 'endCommand', 'CompositeLifeCycle');
    return undoAll([
      wrapMethod<EndTasks>(
        composite,
        'endTasks',
        (original) =>
          function (this: unknown, results, ...rest) {
            guarded(context, 'lines of our own', () => {
              const ids = results.map(({ task }) => task.id);
              printUntold(context, context.peaks.untoldStreamed(ids));
            });
            return original.call(this, results, ...rest);
          },
      ),
      wrapMethod<EndCommand>(
        composite,
        'endCommand',
        (original) =>
          async function (this: unknown, ...args) {
            await original.apply(this, args);
            guarded(context, 'lines of our own', () => {
              const untold = context.peaks.untold();
              if (printUntold(context, untold) > 0) {
                context.output.addNewline(); // Nx's own blocks end in an empty line
              }
            });
          },
      ),
    ]);
  },
};

type EndCommand = (...args: unknown[]) => unknown;
type EndTasks = (results: readonly { task: { id: string } }[], ...rest: unknown[]) => unknown;

/**
 * Prints a line for each of these peaks, unless the way the run is shown has no place for it.
 *
 * @returns how many lines were printed
 */
export function printUntold(context: TerminalContext, untold: readonly UntoldPeak[]): number {
  untold.forEach(({ task }) => {
    context.peaks.told(task.id);
  });
  const printed = untold.filter(({ renderer }) => hasRoomForOwnLines(renderer));
  printed.forEach((peak) => {
    printOwnLine(context.nx, context.output, peak);
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

function listedIn(context: TerminalContext, text: string): string {
  const peaks: TaskPeaks = context.peaks;
  const tasks = peaks
    .settledTasks()
    .map(({ task, suffix }) => ({ task, suffix: context.output.dim(suffix) }));
  return withListedPeaks(text, tasks, (taskId) => {
    peaks.told(taskId);
  });
}
