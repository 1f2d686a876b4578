import type { LifeCycle } from './types';

/** The life cycles that a composite holds, at any depth; one that holds none is itself all. */
export function flattened(lifeCycle: LifeCycle): LifeCycle[] {
  return lifeCycle.lifeCycles === undefined
    ? [lifeCycle]
    : lifeCycle.lifeCycles.flatMap((inner) => flattened(inner));
}

/** Whether a composite holds another life cycle, at any depth. */
export function holds(outer: LifeCycle, inner: LifeCycle): boolean {
  return (outer.lifeCycles ?? []).some((one) => one === inner || holds(one, inner));
}
