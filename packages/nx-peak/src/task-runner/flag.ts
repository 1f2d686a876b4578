import { FailureLog } from '../failures';
import { isFlag } from '../switch';
import { NxCopy } from './nx-copy';
import { hook } from './seam';

/** What Nx makes of a command line. */
interface Overrides {
  /** The words that are handed on to the tasks, and are part of their hash. */
  readonly __overrides_unparsed__?: readonly string[];
  [option: string]: unknown;
}

/**
 * Takes the switch out of what Nx hands on to tasks: Nx does not know it, and what Nx does not
 * know is the task's. `run-command.js` is loaded before Nx sorts the command line.
 *
 * @throws SeamMissing when Nx does not look as expected
 */
export function keepFlagFromTasks(runCommandFile: string): void {
  const nx = new NxCopy(runCommandFile);
  hook<[Overrides], Overrides>(
    { failures: new FailureLog(nx.workspaceRoot) },
    'the flag --log-heap-usage',
    nx.load('sharedOptions'),
    'withOverrides',
    { withResult: (overrides) => withoutFlag(overrides) },
  );
}

/** The overrides without the switch, in every form in which it can be among them. */
export function withoutFlag(overrides: Overrides): Overrides {
  const kept = Object.entries(overrides).filter(([option]) => !isFlag(`--${option}`));
  const words = overrides.__overrides_unparsed__;
  return {
    ...Object.fromEntries(kept),
    ...(words === undefined
      ? {}
      : { __overrides_unparsed__: words.filter((word) => !isFlag(word)) }),
  };
}
