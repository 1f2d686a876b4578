import type { RunEvent } from '../events';
import { FailureLog } from '../failures';
import { NxCopy } from '../nx/nx-copy';
import { Renderers } from '../nx/renderer';
import type { Output } from '../nx/types';
import { CurrentTask } from '../patches/current-task';
import { ForkedBatch } from '../patches/forked-batch';
import type { PatchedNx } from '../patches/patch';
import { ShownTask } from '../patches/shown-task';

/** The nx of this repository, to be patched by specs, and what its patches tell. */
export function patchedNx(): PatchedNx & { readonly events: RunEvent[] } {
  const nx = new NxCopy(require.resolve('nx/src/tasks-runner/run-command'));
  const events: RunEvent[] = [];
  return {
    nx,
    output: nx.load('output')['output'] as Output,
    emit: (event) => {
      events.push(event);
    },
    failures: new FailureLog(),
    renderers: new Renderers(nx),
    currentTask: new CurrentTask(),
    forkedBatch: new ForkedBatch(),
    shown: new ShownTask(),
    panes: new Set(),
    events,
  };
}
