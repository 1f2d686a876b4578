import { endOfTerminalProcess } from '@nx-peak/diagnosis';
import { expectPrototype } from '../nx/expect';
import { type TerminalChild, terminalPidsOf } from '../nx/features';
import type { OwnProcess } from './current-task';
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
              const pid = pids.pidOf(child, before);
              tellStarted(patched, owner, pid);
              hearEnd(patched, owner.task.id, child, pid);
            },
          }),
      ),
    );
  },
};

/** What runs the command is the native code's choice, so there is nothing to spawn it with. */
function tellStarted(
  { currentTask, emit }: PatchedNx,
  { task, streamed, environment, nodeOptions }: OwnProcess,
  pid: number | undefined,
): void {
  if (pid === undefined) {
    return; // it could not be started: Nx tells that itself
  }
  currentTask.outside(() => {
    emit({
      kind: 'process-started',
      taskId: task.id,
      pid,
      environment,
      nodeOptions,
      streamed,
      spawn: undefined,
      cgroup: undefined,
    });
  });
}

/** The native code tells the end of a process to one listener alone: ours goes around Nx's. */
function hearEnd(
  patched: PatchedNx,
  taskId: string,
  child: TerminalChild,
  pid: number | undefined,
): void {
  const { name } = pseudoTerminalPatch;
  hook<[(message: string) => void]>(patched, name, child, 'onExit', {
    withArgs: ([listener]) => [
      (message) => {
        guarded(patched, name, () => {
          const end = pid === undefined ? undefined : endOfTerminalProcess(pid, message);
          patched.emit({ kind: 'process-ended', taskId, end });
        });
        listener(message);
      },
    ],
  });
}

function isTaskEnvironment(
  argument: unknown,
): argument is Readonly<Record<string, string | undefined>> {
  return typeof argument === 'object' && argument !== null && 'NX_TASK_TARGET_PROJECT' in argument;
}
