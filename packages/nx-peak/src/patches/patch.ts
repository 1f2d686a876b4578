import type { FailureLog } from '../failures';
import type { Emit } from '../events';
import type { NxCopy } from '../nx/nx-copy';
import type { Renderers } from '../nx/renderer';
import type { Output } from '../nx/types';
import type { CurrentTask } from './current-task';
import type { ForkedBatch } from './forked-batch';
import type { Undo } from './hook';
import type { ShownTask } from './shown-task';

/**
 * A place where Nx is wrapped. A patch tells what happens there by events and decides nothing.
 * Patches are applied, verified and skipped one by one.
 */
export interface Patch<Needs = PatchedNx> {
  readonly name: string;
  /** What a user misses while this patch does not fit, to end the sentence "Without it, ...". */
  readonly without: string;
  /** False when this version of Nx has nothing to wrap here and nothing is lost. Default: true. */
  neededBy?(nx: NxCopy): boolean;
  /**
   * Wraps Nx, all of it or nothing.
   * @throws PatchMissing when Nx does not look as expected
   */
  apply(nx: Needs): Undo;
}

/** The nx that is wrapped, whom to tell of it, and what the patches know of the present moment. */
export interface PatchedNx {
  readonly nx: NxCopy;
  readonly output: Output;
  readonly emit: Emit;
  readonly failures: FailureLog;
  readonly renderers: Renderers;
  readonly currentTask: CurrentTask;
  readonly forkedBatch: ForkedBatch;
  readonly shown: ShownTask;
  /** The tasks that Nx gave a pane in the TUI. */
  readonly panes: Set<string>;
}
