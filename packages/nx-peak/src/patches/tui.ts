import { expectMethod, expectPrototype } from '../nx/expect';
import { nxFeatures } from '../nx/features';
import { applyAll, hook } from './hook';
import type { Patch, PatchedNx } from './patch';
import { listPrinted } from './printed-lines';

/** Knows which tasks have a pane in the TUI. */
export const panesPatch: Patch = {
  name: 'panes of the TUI',
  without: 'the panes of the TUI show no peak',
  neededBy: (nx) => nxFeatures.tui.isIn(nx),
  apply(patched) {
    const { nx, panes } = patched;
    const composite = expectPrototype(nx.load('lifeCycle'), 'CompositeLifeCycle');
    const app = expectPrototype(nx.load('native'), 'AppLifeCycle');
    expectMethod(app, 'AppLifeCycle', 'appendTaskOutput');
    // To append to a pane that is not there makes the native TUI panic, and nx with it. So only
    // tasks that Nx itself gave a pane count.
    return applyAll(
      ['registerRunningTask', 'registerRunningTaskWithEmptyParser', 'appendTaskOutput'].map(
        (method) => () =>
          hook<[string]>(patched, panesPatch.name, composite, method, {
            after: ([taskId]) => {
              panes.add(taskId);
            },
          }),
      ),
    );
  },
};

interface TuiSummary {
  printSummary: () => void;
}

/** The summary after the TUI. It prints headers by `output`, and lists by `console.log`. */
export const tuiSummaryPatch: Patch = {
  name: 'summary after the TUI',
  without: 'the summary after the TUI shows no peaks, and does not say why a task died',
  neededBy: (nx) => nxFeatures.tui.isIn(nx),
  apply(patched) {
    const { name } = tuiSummaryPatch;
    const { nx, output, shown } = patched;
    let summarizing = false;
    return applyAll([
      () =>
        hook<unknown[], TuiSummary>(
          patched,
          name,
          nx.load('tuiSummary'),
          'getTuiTerminalSummaryLifeCycle',
          {
            resolved: (summary) => {
              hook(patched, name, summary, 'printSummary', {
                around: (call) => {
                  summarizing = true;
                  try {
                    tellSummary(patched, call);
                  } finally {
                    summarizing = false;
                  }
                },
              });
            },
          },
        ),
      () =>
        hook<[string]>(patched, name, output, 'logCommandOutput', {
          around: (call, [message]) => {
            if (summarizing) {
              shown.while(message, call); // in the summary it is the id of the task itself
            } else {
              call();
            }
          },
        }),
    ]);
  },
};

/** Printing is synchronous; by then the TUI has given the terminal back. */
function tellSummary(patched: PatchedNx, print: () => void): void {
  const { emit } = patched;
  emit({ kind: 'summary-printing' });
  const unhook = hook<unknown[]>(patched, tuiSummaryPatch.name, console, 'log', {
    withArgs: (texts) =>
      texts.map((text) => (typeof text === 'string' ? listPrinted(patched, text) : text)),
  });
  try {
    print();
  } finally {
    unhook();
  }
  emit({ kind: 'summary-printed' });
}
