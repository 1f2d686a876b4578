import type { LifeCycle, TaskResult } from './nx-internals';
import { isTui } from './renderer';
import { applyAll, expectPrototype, guarded, hook, type Seam, SeamMissing } from './seam';
import { withListedPeaks } from './task-lines';
import type { TerminalContext } from './terminal-context';

/** The TUI came with Nx 21. */
function hasTui({ nx }: TerminalContext): boolean {
  return nx.has('tuiSummary');
}

/** Ends the pane of a task with its peak. */
export const tuiPanesSeam: Seam<TerminalContext> = {
  name: 'panes of the TUI',
  without: 'the panes of the TUI show no peak',
  neededBy: hasTui,
  apply(context) {
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');
    const app = expectPrototype(context.nx.load('native'), 'AppLifeCycle');
    if (!('appendTaskOutput' in app)) {
      throw new SeamMissing('AppLifeCycle has no method appendTaskOutput');
    }
    const { name } = tuiPanesSeam;
    // To append to a pane that is not there makes the native TUI panic, and nx with it: tasks of
    // a batch have none up to 22.0. So only tasks that Nx itself gave a pane get a line.
    const withPane = new Set<string>();
    return applyAll([
      ...['registerRunningTask', 'registerRunningTaskWithEmptyParser', 'appendTaskOutput'].map(
        (method) => () =>
          hook<[string]>(context, name, composite, method, {
            after: ([taskId]) => {
              withPane.add(taskId);
            },
          }),
      ),
      () =>
        hook<[readonly TaskResult[]]>(context, name, composite, 'endTasks', {
          after: ([results], self) => {
            endPanes(
              context,
              self,
              results.map(({ task }) => task.id).filter((taskId) => withPane.has(taskId)),
            );
          },
        }),
    ]);
  },
};

/**
 * Only the composite that holds the TUI itself does so: Nx nests it in another. And only the
 * TUI gets the line: the composite would also store it for the summary after exit.
 */
function endPanes(
  context: TerminalContext,
  lifeCycle: LifeCycle,
  taskIds: readonly string[],
): void {
  const tui = lifeCycle.lifeCycles?.find((one) => isTui(context.nx, one));
  for (const taskId of taskIds) {
    const suffix = context.peaks.suffixOf(taskId);
    if (suffix !== undefined) {
      tui?.appendTaskOutput?.(taskId, `\r\n${context.output.dim(suffix.trim())}\r\n`, false);
    }
  }
}

/** Appends the peak to every line by which the summary after the TUI names a task. */
export const tuiSummarySeam: Seam<TerminalContext> = {
  name: 'summary after the TUI',
  without: 'the summary after the TUI shows no peaks',
  neededBy: hasTui,
  apply(context) {
    const { name } = tuiSummarySeam;
    const { output, peaks, shown } = context;
    let summarizing = false;
    return applyAll([
      () =>
        hook<unknown[], TuiSummary>(
          context,
          name,
          context.nx.load('tuiSummary'),
          'getTuiTerminalSummaryLifeCycle',
          {
            withResult: (summary) => {
              // Synchronous; it prints headers by `output`, and lists by `console.log`.
              hook(context, name, summary, 'printSummary', {
                around: (call) => {
                  // Nx 21 and 22.0 do not end the tasks that were stopped together with the TUI.
                  guarded(context, name, () => {
                    peaks.settleAll();
                  });
                  summarizing = true;
                  const unhook = hook<unknown[]>(context, name, console, 'log', {
                    withArgs: (texts) => texts.map((text) => listed(context, text)),
                  });
                  try {
                    return call();
                  } finally {
                    unhook();
                    summarizing = false;
                  }
                },
              });
              return summary;
            },
          },
        ),
      () =>
        hook<[string]>(context, name, output, 'logCommandOutput', {
          // In the summary the message is the id itself, elsewhere the command line.
          around: (call, [message]) =>
            summarizing && peaks.suffixOf(message) !== undefined
              ? shown.while(message, call)
              : call(),
        }),
    ]);
  },
};

interface TuiSummary {
  printSummary: () => void;
}

function listed({ peaks, output }: TerminalContext, text: unknown): unknown {
  return typeof text === 'string'
    ? withListedPeaks(text, (taskId) => {
        const suffix = peaks.suffixOf(taskId);
        return suffix === undefined ? undefined : output.dim(suffix);
      })
    : text;
}
