import { expectOrchestrator, type Orchestrator } from './orchestrator';
import type { RunContext } from './run-context';
import { applyAll, hook, type Seam } from './seam';

/**
 * Forgets the tasks of an agent's invocation when it is over. A command runs once and then the
 * process goes; an agent of distributed task execution makes an orchestrator for each
 * invocation, never calls its `run`, and lives on.
 */
export const agentsSeam: Seam<RunContext> = {
  name: 'end of an invocation',
  without: 'a long-lived agent keeps what was known of its tasks',
  // Before `dispose`, Nx itself kept the orchestrators.
  neededBy: ({ nx }) => 'dispose' in expectOrchestrator(nx),
  apply(context) {
    const { name } = agentsSeam;
    const orchestrator = expectOrchestrator(context.nx);
    const ofCommands = new WeakSet<object>();
    return applyAll([
      () =>
        hook(context, name, orchestrator, 'run', {
          before: (_args, self) => {
            ofCommands.add(self);
          },
        }),
      () =>
        hook(context, name, orchestrator, 'dispose', {
          after: (_args, self) => {
            if (!ofCommands.has(self)) {
              Object.keys((self as Orchestrator).taskGraph.tasks).forEach((taskId) => {
                context.peaks.forget(taskId);
                context.deaths.forget(taskId);
              });
              context.recording.invocationEnded();
            }
          },
        }),
    ]);
  },
};
