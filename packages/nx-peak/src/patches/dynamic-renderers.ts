import type { DynamicRenderer, LifeCycle, TaskResult } from '../nx/types';
import { applyAll, hook, type Undo } from './hook';
import type { Patch, PatchedNx } from './patch';

/**
 * The styles that redraw the screen print from their `endTasks`, several results in one call.
 * They are handed one result at a time here, so that each line is known to be its task's.
 */
export const dynamicRenderersPatch: Patch = {
  name: 'dynamic output styles',
  without: 'tasks run in a terminal without the TUI show no peak',
  apply(patched) {
    const { name } = dynamicRenderersPatch;
    const { nx, renderers } = patched;
    const factories = [
      [nx.load('dynamicRunMany'), 'createRunManyDynamicOutputRenderer'],
      [nx.load('dynamicRunOne'), 'createRunOneDynamicOutputRenderer'],
    ] as const;
    const undos: Undo[] = [];
    return applyAll([
      () => () => {
        undos.forEach((undo) => {
          undo();
        });
      },
      ...factories.map(
        ([module, factory]) =>
          () =>
            hook<unknown[], Promise<DynamicRenderer>>(patched, name, module, factory, {
              resolved: ({ lifeCycle }) => {
                renderers.markAsDynamic(lifeCycle);
                if (lifeCycle.endTasks !== undefined) {
                  undos.push(endTasksOneByOne(patched, lifeCycle));
                }
              },
            }),
      ),
    ]);
  },
};

function endTasksOneByOne(patched: PatchedNx, lifeCycle: LifeCycle): Undo {
  return hook<[readonly TaskResult[], unknown]>(
    patched,
    dynamicRenderersPatch.name,
    lifeCycle,
    'endTasks',
    {
      split: ([results, metadata]) => results.map((result) => [[result], metadata]),
      around: (call, [[result]]) => {
        if (result === undefined) {
          call();
        } else {
          patched.shown.while(result.task.id, call);
        }
      },
    },
  );
}
