import { isAtLeast } from '../support/nx-versions';
import { hasKind, type Kind, type Status } from './kinds';
import { needsBatchMode, type Style } from './styles';

/** A place in the matrix. */
export interface Cell {
  readonly version: string;
  readonly style: Style;
  readonly kind: Kind;
  readonly status: Status;
}

/** Why a cell is not simply checked. */
export interface Exception {
  /**
   * `n/a`: there is no such run. `listed`: there is, but nx leaves no room for the figure; that
   * nothing is printed for the task is checked.
   */
  readonly mark: 'n/a' | 'listed';
  /** What nx does there, for the documentation. */
  readonly reason: string;
}

interface Rule extends Exception {
  readonly holds: (cell: Cell) => boolean;
}

/** The first rule that holds decides. */
const rules: readonly Rule[] = [
  {
    mark: 'n/a',
    reason: 'This Nx has no such style.',
    holds: ({ version, style }) => !isAtLeast(version, style.since),
  },
  {
    mark: 'n/a',
    reason: 'This Nx has no continuous tasks.',
    holds: ({ version, kind }) => !hasKind(version, kind),
  },
  {
    mark: 'n/a',
    reason: 'Nx never caches a continuous task.',
    holds: ({ kind, status }) => kind === 'continuous' && status === 'cached',
  },
  {
    mark: 'n/a',
    reason: 'Nx uses no dynamic style in a run with a continuous task: it streams.',
    holds: ({ style, kind }) => isDynamic(style) && kind === 'continuous',
  },
  {
    mark: 'n/a',
    reason:
      'Up to Nx 22.0 batches need `NX_BATCH_MODE`, with which Nx streams unless a style is set.',
    holds: ({ version, style, kind }) =>
      kind === 'batch' && needsBatchMode(version) && !hasFixedStyle(style),
  },
  {
    mark: 'n/a',
    reason: 'Nx 21.6 and 22.0 do not end on SIGTERM here.',
    holds: ({ version, style, status }) =>
      style.key === 'dynamic-run-many' && status === 'stopped' && isBetween(version, '21', '22.7'),
  },
  {
    mark: 'n/a',
    reason:
      'Nx 20 has one terminal for all tasks of a run, and gets one forked task at a time going.',
    holds: ({ version, style, kind }) =>
      style.key === 'dynamic-run-one' &&
      (kind === 'npm' || kind === 'forked') &&
      !isAtLeast(version, '21'),
  },
  {
    mark: 'listed',
    reason: 'Nx names no task that succeeded, and nx-peak adds none.',
    holds: ({ style, status }) => style.key === 'summary' && status === 'success',
  },
];

/** What makes a cell different, or undefined when it is checked like any other. */
export function exceptionOf(cell: Cell): Exception | undefined {
  return rules.find(({ holds }) => holds(cell));
}

/**
 * The exit codes with which nx alone may end where it was seen to end with this one: stopped on a
 * terminal, Nx 21.6 and 22.0 say that they were or that tasks failed, whichever comes first.
 */
export function exitCodesLike(code: number, { version, style, status }: Cell): readonly number[] {
  const races = status === 'stopped' && isDynamic(style) && isBetween(version, '21', '22.7');
  return races && [1, 130].includes(code) ? [1, 130] : [code];
}

function isBetween(version: string, least: string, before: string): boolean {
  return isAtLeast(version, least) && !isAtLeast(version, before);
}

function isDynamic({ medium }: Style): boolean {
  return medium === 'terminal';
}

/** Whether nothing but the command line decides on the style. */
function hasFixedStyle({ flags, medium }: Style): boolean {
  return medium === 'tui' || flags.some((flag) => flag.startsWith('--output-style='));
}
