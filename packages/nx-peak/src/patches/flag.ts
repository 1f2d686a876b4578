import { FailureLog } from '../failures';
import { withoutSwitches } from '../switch';
import { NxCopy } from '../nx/nx-copy';
import { hook } from './hook';

/** What Nx makes of a command line. */
interface Overrides {
  /** What follows `--`: it alone is the task's then. */
  readonly '--'?: readonly string[];
  /** The words that are handed on to the tasks, and are part of their hash. */
  readonly __overrides_unparsed__?: readonly string[];
  [option: string]: unknown;
}

/**
 * Takes the switch out of what Nx hands on to tasks: Nx does not know it, and what Nx does not
 * know is the task's. `run-command.js` is loaded before Nx sorts the command line.
 *
 * @throws PatchMissing when Nx does not look as expected
 */
export function keepFlagFromTasks(runCommandFile: string): void {
  const nx = new NxCopy(runCommandFile);
  let ofTaskAlone = false;
  hook<[Overrides], Overrides>(
    { failures: new FailureLog(nx.workspaceRoot) },
    'the flag --log-heap-usage',
    nx.load('sharedOptions'),
    'withOverrides',
    {
      before: ([words]) => {
        ofTaskAlone = words['--'] !== undefined;
      },
      withResult: (overrides) => (ofTaskAlone ? overrides : withoutFlag(overrides)),
    },
  );
}

/** The overrides without the switch. */
export function withoutFlag(overrides: Overrides): Overrides {
  const words = overrides.__overrides_unparsed__;
  return words === undefined
    ? overrides
    : { ...overrides, __overrides_unparsed__: withoutSwitches(words) };
}
