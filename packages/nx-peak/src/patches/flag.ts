import { FailureLog } from '../failures';
import { withoutSwitches } from '../switch';
import { NxCopy } from '../nx/nx-copy';
import { applyPatch, type PatchReport } from './apply-patch';
import { hook, type Undo } from './hook';
import type { Patch, PatchedNx } from './patch';

/** What Nx makes of a command line. */
interface Overrides {
  /** What follows `--`: it alone is the task's then. */
  readonly '--'?: readonly string[];
  /** The words that are handed on to the tasks, and are part of their hash. */
  readonly __overrides_unparsed__?: readonly string[];
  [option: string]: unknown;
}

/** Takes the switch out of what Nx hands on to tasks: what Nx does not know is the task's. */
export const flagPatch: Patch<Pick<PatchedNx, 'nx' | 'failures'>> = {
  name: 'the flag --log-heap-usage',
  without: 'the flag is handed on to the tasks: set NX_LOG_HEAP_USAGE=true in its place',
  apply(patched) {
    let ofTaskAlone = false;
    return hook<[Overrides], Overrides>(
      patched,
      flagPatch.name,
      patched.nx.load('sharedOptions'),
      'withOverrides',
      {
        before: ([words]) => {
          ofTaskAlone = words['--'] !== undefined;
        },
        withResult: (overrides) => (ofTaskAlone ? overrides : withoutFlag(overrides)),
      },
    );
  },
};

/**
 * Keeps the switch from the tasks of one copy of nx. `run-command.js` is loaded before Nx sorts the
 * command line. It is no part of a session: a flag that says off has to be kept from tasks, too.
 */
export function keepFlagFromTasks(
  runCommandFile: string,
  failures?: FailureLog,
): { readonly report: PatchReport; readonly undo: Undo } {
  const nx = new NxCopy(runCommandFile);
  return applyPatch(flagPatch, { nx, failures: failures ?? new FailureLog(nx.workspaceRoot) });
}

/** The overrides without the switch. */
export function withoutFlag(overrides: Overrides): Overrides {
  const words = overrides.__overrides_unparsed__;
  return words === undefined
    ? overrides
    : { ...overrides, __overrides_unparsed__: withoutSwitches(words) };
}
