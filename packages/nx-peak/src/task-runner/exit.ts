import { printUntold } from './end-of-run';
import { guarded } from './run-context';
import { expectMethod, expectPrototype, type Seam, undoAll, wrapMethod } from './seam';
import type { TerminalContext } from './terminal-context';

/**
 * Tells the peaks nobody told when the process goes without ending its tasks or its command:
 * a forked task killed on a pseudo-terminal makes Nx call `process.exit` on the spot.
 */
export const exitSeam: Seam<TerminalContext> = {
  name: 'exit of the process',
  without: 'peaks are lost when nx exits before its tasks ended',
  apply(context) {
    const orchestrator = expectPrototype(context.nx.load('taskOrchestrator'), 'TaskOrchestrator');
    expectMethod(orchestrator, 'run', 'TaskOrchestrator');
    expectMethod(orchestrator, 'runTask', 'TaskOrchestrator');

    const onExit = (): void => {
      guarded(context, 'exit of the process', () => {
        context.peaks.settleAll();
        printUntold(context, context.peaks.untold());
      });
    };

    // Nx counts its own listeners and sets the limit to that number when a command runs its
    // tasks; one more listener and Node would print a MaxListenersExceededWarning. So ours is
    // added, and room made for it, after Nx did so: at the first task.
    const runningCommand = new WeakSet<object>();
    let listening = false;
    const listen = (owner: object): void => {
      const nxSetTheLimit = runningCommand.delete(owner);
      if (!listening || nxSetTheLimit) {
        const limit = process.getMaxListeners();
        process.setMaxListeners(limit === 0 ? 0 : limit + 1);
      }
      if (!listening) {
        listening = true;
        process.on('exit', onExit);
      }
    };

    return undoAll([
      wrapMethod<OrchestratorMethod>(
        orchestrator,
        'run',
        (original) =>
          function (this: object, ...args) {
            runningCommand.add(this);
            return original.apply(this, args);
          },
      ),
      wrapMethod<OrchestratorMethod>(
        orchestrator,
        'runTask',
        (original) =>
          function (this: object, ...args) {
            listen(this);
            return original.apply(this, args);
          },
      ),
      () => {
        process.off('exit', onExit);
      },
    ]);
  },
};

type OrchestratorMethod = (...args: unknown[]) => unknown;
