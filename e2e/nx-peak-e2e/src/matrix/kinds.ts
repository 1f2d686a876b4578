import { isAtLeast } from '../support/nx-versions';

/** How a task is run, as far as measuring it is concerned. */
export const kinds = [
  'single',
  'parallel',
  'serial',
  'forked',
  'npm',
  'batch',
  'continuous',
  'nested',
] as const;

export type Kind = (typeof kinds)[number];

export const kindTitles: Record<Kind, string> = {
  single: 'single',
  parallel: 'parallel',
  serial: 'serial',
  forked: 'forked',
  npm: 'npm script',
  batch: 'batch',
  continuous: 'continuous',
  nested: 'nested nx',
};

/** How a task ends. */
export const statuses = ['success', 'failure', 'cached', 'stopped'] as const;

export type Status = (typeof statuses)[number];

/** How a task of each status is meant to end: its memory is released, it fails, or it holds on. */
export const outcomes = ['ok', 'fail', 'hold'] as const;

export type Outcome = (typeof outcomes)[number];

export const outcomeOf: Record<Status, Outcome> = {
  success: 'ok',
  failure: 'fail',
  cached: 'ok',
  stopped: 'hold',
};

/** What nx is asked to run, and the task whose figure is looked at. */
export interface Example {
  readonly target: string;
  readonly taskId: string;
  /** What each of its processes allocates, in MB. All at once. */
  readonly allocations: readonly number[];
  /** The node processes that hold it, at least and at most: nx starts more of them in some styles. */
  readonly processes: readonly [least: number, most: number];
}

/** The project of all examples. */
export const PROJECT = 'm';

/**
 * The task that stands for a kind in the matrix. Every one allocates another amount, so that a
 * figure at the wrong task does not go unnoticed.
 */
export function exampleOf(kind: Kind, outcome: Outcome): Example {
  const target = targetOf(kind, outcome);
  const measured = kind === 'continuous' ? serverOf(outcome) : target;
  const { allocations, processes } = sizes[kind];
  return {
    target,
    taskId: `${PROJECT}:${measured}`,
    allocations: allocations.map((megabytes) => megabytes + offsets[outcome]),
    processes,
  };
}

/** Whether this nx has such tasks at all. */
export function hasKind(version: string, kind: Kind): boolean {
  return kind !== 'continuous' || isAtLeast(version, '21');
}

export function targetOf(kind: Kind, outcome: Outcome): string {
  return `${kind}-${outcome}`;
}

/** The continuous task behind `continuous-ok` and its like. */
export function serverOf(outcome: Outcome): string {
  return `serve-${outcome}`;
}

const offsets: Record<Outcome, number> = { ok: 0, fail: 1, hold: 2 };

const sizes: Record<Kind, Pick<Example, 'allocations' | 'processes'>> = {
  single: { allocations: [40], processes: [1, 2] },
  parallel: { allocations: [44, 47], processes: [2, 3] },
  serial: { allocations: [50], processes: [1, 2] },
  forked: { allocations: [53], processes: [1, 2] },
  // nx's executor, npm and the script
  npm: { allocations: [56], processes: [3, 5] },
  // One worker, in which later tasks sit on what earlier ones left
  batch: { allocations: [60], processes: [1, 6] },
  continuous: { allocations: [64], processes: [1, 2] },
  // nx, its plugin workers, and the task that it runs
  nested: { allocations: [68], processes: [2, 9] },
};
