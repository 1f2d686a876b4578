import { printUntold } from './end-of-run';
import { noticeOf } from './notice';
import { addToProfile, appendToJobSummary } from './recording/after-run';
import { printEndOfLog } from './recording/end-of-log';
import { recordEnd } from './recording/run-recording-seam';
import { expectOrchestrator, expectTaskRun } from './orchestrator';
import { applyAll, expectPrototype, guarded, hook, type Seam } from './seam';
import type { TerminalContext } from './terminal-context';
import { printDiagnoses } from './diagnosis-lines';

/**
 * What is left to say when the process goes.
 *
 * - Peaks nobody told, because nx goes without ending its tasks or its command: a forked task
 *   killed on a pseudo-terminal makes Nx call `process.exit` on the spot.
 * - Why tasks died, for the same reason.
 * - The memory of the whole run, unless Nx's own report has it; and what is made of its record.
 * - One quiet line when something of ours failed. It comes here and not at the end of the
 *   command, because this is the one moment that all ways through Nx share, and at which the
 *   TUI has given the terminal back.
 */
export const exitSeam: Seam<TerminalContext> = {
  name: 'exit of the process',
  without: 'peaks are lost when nx exits before its tasks ended',
  apply(context) {
    const { name } = exitSeam;
    const orchestrator = expectOrchestrator(context.nx);
    const taskRun = expectTaskRun(context.nx);
    const composite = expectPrototype(context.nx.load('lifeCycle'), 'CompositeLifeCycle');

    const onExit = (code: number): void => {
      guarded(context, name, () => {
        context.peaks.settleAll();
        printUntold(context, context.peaks.untold());
      });
      guarded(context, name, () => {
        context.deaths.settleEnded();
        printDiagnoses(context, context.deaths.untold());
      });
      // Not before the diagnoses: the groups tell how their processes died.
      guarded(context, name, () => context.groups?.dispose());
      endRecord(context, code);
      const notice = noticeOf(context.failures);
      if (notice !== undefined) {
        process.stderr.write(`${notice}\n`);
      }
    };

    // Nx counts its own listeners and sets the limit to that number when a command runs its
    // tasks; one more listener and Node would print a MaxListenersExceededWarning. So ours is
    // added, and room made for it, after Nx did so: when the first task starts or ends.
    let commandRuns = false;
    let listening = false;
    const listen = (): void => {
      if (!listening || commandRuns) {
        const limit = process.getMaxListeners();
        process.setMaxListeners(limit === 0 ? 0 : limit + 1);
      }
      commandRuns = false;
      if (!listening) {
        listening = true;
        // First in line: a listener of Nx 20 exits anew, after which no other is called.
        process.prependListener('exit', onExit);
      }
    };

    return applyAll([
      () =>
        hook(context, name, orchestrator, 'run', {
          before: () => {
            commandRuns = true;
          },
        }),
      // Tasks of a batch are not run one by one, and cached ones not at all.
      () => hook(context, name, orchestrator, taskRun.method, { before: listen }),
      () => hook(context, name, composite, 'startTasks', { before: listen }),
      () => hook(context, name, composite, 'endTasks', { before: listen }),
      () => () => {
        process.off('exit', onExit);
      },
    ]);
  },
};

function endRecord(context: TerminalContext, exitCode: number): void {
  const { recording } = context;
  const ours = (part: () => void): void => {
    guarded(context, 'record of the run', part);
  };
  ours(() => {
    recording.running().forEach((task) => {
      recordEnd(context, task, undefined);
    });
  });
  ours(() => {
    printEndOfLog(context);
  });
  const { folder } = recording;
  ours(() => {
    recording.finish(exitCode);
  });
  if (folder !== undefined) {
    ours(() => {
      if (recording.isOutermost) {
        appendToJobSummary(folder, process.env);
      }
    });
    ours(() => {
      addToProfile(folder, process.env);
    });
  }
}
