import type { Cell } from './exceptions';

/**
 * Whether a header (`> nx run a:build`) in the output may be that of the task's start, when there
 * is no figure yet: nx prints one
 * - where it shows the task's output as it comes,
 * - for a batch of a single task (the batch that is stopped is one),
 * - in the TUI from within an executor that it forked.
 */
export function mayBeNamedAtStart({ style, kind, status }: Cell): boolean {
  return (
    style.streams(kind) ||
    (kind === 'batch' && status === 'stopped') ||
    (style.medium === 'tui' && (kind === 'forked' || kind === 'npm'))
  );
}
