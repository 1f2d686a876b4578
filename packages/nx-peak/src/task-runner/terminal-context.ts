import type { Output } from './nx-internals';
import type { RunContext } from './run-context';
import type { ShownTask } from './shown-task';

/** What the seams of the terminal share beyond the run. */
export interface TerminalContext extends RunContext {
  readonly output: Output;
  readonly shown: ShownTask;
  /** True while Nx ends the command and prints its lists. */
  ending: boolean;
}
