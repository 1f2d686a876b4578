import type { DynamicRenderer, LifeCycle, TaskResult } from './nx-internals';
import { markAsDynamic } from './renderer';
import { applyAll, guarded, hook, type Seam } from './seam';
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
    const { name } = dynamicStylesSeam;
    const factories = [
      [context.nx.load('dynamicRunMany'), 'createRunManyDynamicOutputRenderer'],
      [context.nx.load('dynamicRunOne'), 'createRunOneDynamicOutputRenderer'],
    ] as const;
    return applyAll([
      ...factories.map(
        ([module, factory]) =>
          () =>
            hook<unknown[], Promise<DynamicRenderer>>(context, name, module, factory, {
              withResult: async (made) => {
                const renderer = await made;
                guarded(context, name, () => {
                  markAsDynamic(renderer.lifeCycle);
                  endTasksOneByOne(context, renderer.lifeCycle);
                });
                return renderer;
              },
            }),
      ),
      () =>
        hook<[string?]>(context, name, context.output, 'overwriteLine', {
          withArgs: ([line = '']) => [withPeak(context, line)],
        }),
    ]);
  },
};

function endTasksOneByOne(context: TerminalContext, lifeCycle: LifeCycle): void {
  const original = lifeCycle.endTasks?.bind(lifeCycle);
  if (original === undefined) {
    return;
  }
  lifeCycle.endTasks = (results: readonly TaskResult[], metadata: unknown) => {
    const ended = results.map((result) =>
      context.shown.while(result.task.id, () => original([result], metadata)),
    );
    // Synchronous in all known versions; should one wait, so does whoever called.
    const waiting = ended.filter((one) => one instanceof Promise);
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined);
  };
}

/** The line with the suffix of the task being reported, if this is the line that reports it. */
function withPeak({ shown, peaks, output }: TerminalContext, line: string): string {
  const { taskId } = shown;
  if (taskId === undefined || !reportsTask(line, taskId)) {
    return line;
  }
  const suffix = peaks.suffixOf(taskId);
  shown.nameWritten();
  if (suffix === undefined) {
    return line;
  }
  peaks.told(taskId);
  return `${line}${output.dim(suffix)}`;
}
