import { isCacheHit, type Output, type Task, type TaskStatus } from './nx-internals';
import { guarded } from './run-context';
import { expectMethod, expectPrototype, type Seam, undoAll, wrapMethod } from './seam';
import type { TerminalContext } from './terminal-context';

/**
 * Appends the peak to the header that Nx prints for a finished task:
 * `> nx run app:build (peak: 512MB)`, also as the title of a log group in GitHub Actions, and
 * the collapsed `✔  nx run app:build (peak: 512MB)`. Both are made by `output.addTaskStatus`.
 */
export const finishedLinesSeam: Seam<TerminalContext> = {
  name: 'lines of finished tasks',
  without: 'the headers of finished tasks show no peak',
  apply(context) {
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    expectMethod(composite, 'printTaskTerminalOutput', 'CompositeLifeCycle');
    expectMethod(context.output, 'addTaskStatus', 'output');
    return undoAll([
      wrapMethod<PrintTaskTerminalOutput>(
        composite,
        'printTaskTerminalOutput',
        (original) =>
          function (this: unknown, task, ...rest) {
            guarded(context, 'lines of finished tasks', () => context.peaks.settle(task.id));
            context.shown.while(task.id, () => {
              original.call(this, task, ...rest);
            });
          },
      ),
      wrapMethod<Output['addTaskStatus']>(
        context.output,
        'addTaskStatus',
        (original) =>
          function (this: unknown, status, text) {
            const line = original.call(this, status, text);
            return isCacheHit(status) ? line : `${line}${tellShownPeak(context)}`;
          },
      ),
    ]);
  },
};

/**
 * Appends the peak to the lines that stand for the tasks of a batch whose output is shown as
 * one group: `✖  nx run app:build  (output in "batch 1" above) (peak: 512MB)`.
 */
export const redirectLinesSeam: Seam<TerminalContext> = {
  name: 'lines that point at the output of a batch',
  without: 'tasks of a crashed batch show no peak in GitHub Actions',
  apply(context) {
    expectMethod(context.output, 'logCommandRedirect', 'output');
    const { getPrintableCommandArgsForTask: printable } = context.nx.load('tasksRunnerUtils') as {
      getPrintableCommandArgsForTask: (task: Task) => string[];
    };
    return wrapMethod<Output['logCommandRedirect']>(
      context.output,
      'logCommandRedirect',
      (original) =>
        function (this: unknown, message, status, note) {
          const suffix = guarded(context, 'lines that point at the output of a batch', () => {
            const found = context.peaks
              .startedTasks()
              .find((task) => printable(task).join(' ') === message);
            return found && tellPeak(context, found.id);
          });
          original.call(this, message, status, `${note}${suffix ?? ''}`);
        },
    );
  },
};

type PrintTaskTerminalOutput = (task: Task, status: TaskStatus, output: string) => void;

function tellShownPeak(context: TerminalContext): string {
  const { taskId } = context.shown;
  const suffix =
    taskId === undefined
      ? undefined
      : guarded(context, 'lines of finished tasks', () => tellPeak(context, taskId));
  return suffix === undefined ? '' : context.output.dim(suffix);
}

function tellPeak(context: TerminalContext, taskId: string): string | undefined {
  context.peaks.settle(taskId);
  const suffix = context.peaks.suffixOf(taskId);
  if (suffix !== undefined) {
    context.peaks.told(taskId);
  }
  return suffix;
}
