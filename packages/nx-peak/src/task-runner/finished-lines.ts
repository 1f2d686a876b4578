import { isCacheHit, type Output, type Task, type TaskStatus } from './nx-internals';
import { applyAll, expectPrototype, hook, type Seam } from './seam';
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
    const { name } = finishedLinesSeam;
    const { output, peaks, shown } = context;
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    return applyAll([
      () =>
        hook<[Task, TaskStatus, string]>(context, name, composite, 'printTaskTerminalOutput', {
          before: ([task]) => {
            peaks.settle(task.id);
          },
          around: (call, [task]) => shown.while(task.id, call),
        }),
      () =>
        hook<[TaskStatus | undefined, string], string>(context, name, output, 'addTaskStatus', {
          withResult: (line, [status]) =>
            isCacheHit(status) || shown.taskId === undefined
              ? line
              : `${line}${tellPeak(context, shown.taskId)}`,
        }),
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
  neededBy: ({ nx }) => nx.has('summary'), // they came with that style, in 23.3
  apply(context) {
    return hook<Parameters<NonNullable<Output['logCommandRedirect']>>>(
      context,
      redirectLinesSeam.name,
      context.output,
      'logCommandRedirect',
      {
        withArgs: ([message, status, note]) => {
          const task = context.peaks
            .startedTasks()
            .find((one) => context.nx.printableCommand(one).join(' ') === message);
          return [message, status, `${note}${task ? tellPeak(context, task.id) : ''}`];
        },
      },
    );
  },
};

/** The suffix of a task that is about to be named, dim; empty when it has no measurement. */
function tellPeak({ peaks, output }: TerminalContext, taskId: string): string {
  peaks.settle(taskId);
  const suffix = peaks.suffixOf(taskId);
  if (suffix === undefined) {
    return '';
  }
  peaks.told(taskId);
  return output.dim(suffix);
}
