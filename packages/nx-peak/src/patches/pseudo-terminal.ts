import { endOfTerminalProcess } from '@nx-peak/diagnosis';
import { expectPrototype } from '../nx/expect';
import { type TerminalChild, terminalPidsOf } from '../nx/features';
import { emitProcessStarted } from './emit-process-started';
import { guarded } from './guard';
import { applyAll, hook } from './hook';
import type { Patch, PatchedNx } from './patch';

/** Hears the processes that Nx's native code starts on a pseudo-terminal. */
export const pseudoTerminalPatch: Patch = {
  name: 'pseudo-terminals',
  without: 'tasks that run on a terminal of their own have no peak',
  apply(patched) {
    const { name } = pseudoTerminalPatch;
    const native = patched.nx.load('native');
    const terminal = expectPrototype(native, 'RustPseudoTerminal');
    const pids = terminalPidsOf(native);
    return applyAll(
      ['runCommand', 'fork'].map(
        (method) => () =>
          hook<unknown[], TerminalChild>(patched, name, terminal, method, {
            around: (call, args) => {
              const owner = patched.currentTask.ownerOfVariables(args.find(isTaskEnvironment));
              if (owner === undefined) {
                call();
                return;
              }
              const before = guarded(patched, name, () => pids.before());
              const child = call();
              const pid = guarded(patched, name, () => pids.pidOf(child, before));
              if (pid !== undefined) {
                // What runs the command is the native code's choice: there is nothing to spawn it with.
                emitProcessStarted(patched, owner, pid, undefined);
              }
              hearEnd(patched, owner.task.id, child, pid);
            },
          }),
      ),
    );
  },
};

/** The native code tells the end of a process to one listener alone: ours goes around Nx's. */
function hearEnd(
  patched: PatchedNx,
  taskId: string,
  child: TerminalChild,
  pid: number | undefined,
): void {
  const { name } = pseudoTerminalPatch;
  hook<[(message: string) => void]>(patched, name, child, 'onExit', {
    withArgs: ([listener, ...others]) => [
      (...message) => {
        guarded(patched, name, () => {
          const end = pid === undefined ? undefined : endOfTerminalProcess(pid, message[0]);
          patched.emit({ kind: 'process-ended', taskId, end });
        });
        listener(...message);
      },
      ...others,
    ],
  });
}

function isTaskEnvironment(
  argument: unknown,
): argument is Readonly<Record<string, string | undefined>> {
  return typeof argument === 'object' && argument !== null && 'NX_TASK_TARGET_PROJECT' in argument;
}
