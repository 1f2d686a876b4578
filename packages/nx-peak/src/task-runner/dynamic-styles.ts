import type { DynamicRenderer, LifeCycle, Output, TaskResult } from './nx-internals';
import { markAsDynamic } from './renderer';
import { guarded } from './run-context';
import { expectMethod, type Seam, undoAll, wrapMethod } from './seam';
import { reportsTask } from './task-lines';
import type { TerminalContext } from './terminal-context';

/**
 * The styles that redraw the screen print from their `endTasks`, several results in one call.
 * They are handed one result at a time here, so that each line is known to be its task's.
 *
 * The line of a finished task is above the part that is redrawn, so it may get longer.
 */
export const dynamicStylesSeam: Seam<TerminalContext> = {
  name: 'dynamic output styles',
  without: 'tasks run in a terminal without the TUI show no peak',
  apply(context) {
    const factories = [
      [context.nx.load('dynamicRunMany'), 'createRunManyDynamicOutputRenderer'],
      [context.nx.load('dynamicRunOne'), 'createRunOneDynamicOutputRenderer'],
    ] as const;
    factories.forEach(([module, factory]) => {
      expectMethod(module, factory, 'the module of the dynamic style');
    });
    expectMethod(context.output, 'overwriteLine', 'output');

    return undoAll([
      ...factories.map(([module, factory]) =>
        wrapMethod<CreateRenderer>(
          module,
          factory,
          (original) =>
            async function (this: unknown, ...args) {
              const renderer = await original.apply(this, args);
              guarded(context, 'dynamic output styles', () => {
                markAsDynamic(renderer.lifeCycle);
                endTasksOneByOne(context, renderer.lifeCycle);
              });
              return renderer;
            },
        ),
      ),
      wrapMethod<Output['overwriteLine']>(
        context.output,
        'overwriteLine',
        (original) =>
          function (this: unknown, text = '') {
            original.call(
              this,
              guarded(context, 'dynamic output styles', () => withPeak(context, text)) ?? text,
            );
          },
      ),
    ]);
  },
};

type CreateRenderer = (...args: unknown[]) => Promise<DynamicRenderer>;

function endTasksOneByOne(context: TerminalContext, lifeCycle: LifeCycle): void {
  const original = lifeCycle.endTasks?.bind(lifeCycle);
  if (original === undefined) {
    return;
  }
  lifeCycle.endTasks = (results: readonly TaskResult[], metadata: unknown) => {
    for (const result of results) {
      context.shown.while(result.task.id, () => void original([result], metadata));
    }
  };
}

/** The line with the suffix of the task being reported, if this is the line that reports it. */
function withPeak(context: TerminalContext, line: string): string {
  const { taskId } = context.shown;
  if (taskId === undefined || !reportsTask(line, taskId)) {
    return line;
  }
  const suffix = context.peaks.suffixOf(taskId);
  context.shown.lineWritten();
  if (suffix === undefined) {
    return line;
  }
  context.peaks.told(taskId);
  return `${line}${context.output.dim(suffix)}`;
}
