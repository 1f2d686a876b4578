import { MemoryTracker } from '@nx-peak/memory-tracker';
import { FailureLog, messageOf } from '../failures';
import { pluginOptionsOf, resolveSettings, type Settings } from '../settings';
import { dynamicStylesSeam } from './dynamic-styles';
import { listsSeam, ownLinesSeam } from './end-of-run';
import { exitSeam } from './exit';
import { finishedLinesSeam, redirectLinesSeam } from './finished-lines';
import { NxCopy } from './nx-copy';
import type { Output } from './nx-internals';
import { noticeSeam } from './notice';
import { type Seam, type Undo, undoAll } from './seam';
import { ShownTask } from './shown-task';
import { TaskPeaks } from './task-peaks';
import { batchSeam, childProcessSeam, pseudoTerminalSeam, runTaskSeam } from './task-processes';
import { taskResultsSeam } from './task-results';
import type { TerminalContext } from './terminal-context';

/**
 * Every seam, in the order in which they are applied. A later one wraps around an earlier
 * one, so `taskResultsSeam`, which settles the figures, comes after those that print them.
 */
const seams: readonly Seam<TerminalContext>[] = [
  runTaskSeam,
  batchSeam,
  childProcessSeam,
  pseudoTerminalSeam,
  finishedLinesSeam,
  redirectLinesSeam,
  dynamicStylesSeam,
  listsSeam,
  ownLinesSeam,
  taskResultsSeam,
  exitSeam,
  noticeSeam,
];

/** What became of a seam in this nx. */
export type SeamReport = { readonly name: string; readonly without: string } & (
  { readonly fits: true } | { readonly fits: false; readonly reason: string }
);

export interface Instrumentation {
  readonly seams: readonly SeamReport[];
  /** Puts Nx back as it was and stops measuring. */
  readonly undo: Undo;
}

/**
 * Wraps one copy of nx. A seam that does not fit is skipped alone and recorded; nothing of
 * it is thrown.
 *
 * @param runCommandFile the `run-command.js` of that copy, loaded or being loaded
 * @param failures where to record; by default the log of nx's workspace
 */
export function instrument(
  runCommandFile: string,
  env: NodeJS.ProcessEnv,
  failures = new FailureLog(new NxCopy(runCommandFile).workspaceRoot),
): Instrumentation {
  const nx = new NxCopy(runCommandFile);
  const { intervalMs, meter } = settingsFor(nx, env, failures);
  const tracker = new MemoryTracker({
    intervalMs,
    ...(meter === undefined ? {} : { meter }),
    onNotice: (notice) => {
      failures.record('memory meter', notice.message);
    },
  });
  const context: TerminalContext = {
    nx,
    failures,
    peaks: new TaskPeaks(tracker),
    output: nx.load('output')['output'] as Output,
    shown: new ShownTask(),
    ending: false,
  };
  const applied = seams.map((seam) => applyOne(seam, context));
  return {
    seams: applied.map(({ report }) => report),
    undo: undoAll([
      () => {
        tracker.dispose();
      },
      ...applied.map(({ undo }) => undo),
    ]),
  };
}

function applyOne(
  seam: Seam<TerminalContext>,
  context: TerminalContext,
): { report: SeamReport; undo: Undo } {
  const { name, without } = seam;
  try {
    return { report: { name, without, fits: true }, undo: seam.apply(context) };
  } catch (error) {
    const reason = messageOf(error);
    context.failures.record(name, `nx ${context.nx.version}: ${reason}`);
    return { report: { name, without, fits: false, reason }, undo: () => undefined };
  }
}

function settingsFor(nx: NxCopy, env: NodeJS.ProcessEnv, failures: FailureLog): Settings {
  const { settings, problems } = resolveSettings(env, optionsInNxJson(nx, failures));
  problems.forEach(({ message }) => {
    failures.record('settings', message);
  });
  return settings;
}

function optionsInNxJson(nx: NxCopy, failures: FailureLog): unknown {
  try {
    const { readNxJson } = nx.load('nxJson') as { readNxJson: (root: string) => unknown };
    return pluginOptionsOf(readNxJson(nx.workspaceRoot));
  } catch (error) {
    failures.record('settings', error);
    return {};
  }
}
