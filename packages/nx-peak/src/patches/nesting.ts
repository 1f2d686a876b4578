import { holds } from '../nx/life-cycles';
import type { LifeCycle } from '../nx/types';

/**
 * Composite life cycles nest, and each hears of every call. What is part of a call to an outer one
 * is flattened here, for one method: only the outermost call counts.
 */
export class Nesting {
  /** The composites whose outermost calls are in progress, and how many of them. */
  readonly #inProgress = new Map<LifeCycle, number>();

  /**
   * A call begins.
   * @returns whether it is an outermost one
   */
  enter(lifeCycle: LifeCycle): boolean {
    if (this.#isInner(lifeCycle)) {
      return false;
    }
    this.#inProgress.set(lifeCycle, (this.#inProgress.get(lifeCycle) ?? 0) + 1);
    return true;
  }

  /**
   * A call is over: it returned, or its promise settled.
   * @returns whether it was an outermost one
   */
  leave(lifeCycle: LifeCycle): boolean {
    const calls = this.#inProgress.get(lifeCycle);
    if (calls === undefined) {
      return false;
    }
    if (calls === 1) {
      this.#inProgress.delete(lifeCycle);
    } else {
      this.#inProgress.set(lifeCycle, calls - 1);
    }
    return true;
  }

  #isInner(lifeCycle: LifeCycle): boolean {
    for (const outer of this.#inProgress.keys()) {
      if (outer !== lifeCycle && holds(outer, lifeCycle)) {
        return true;
      }
    }
    return false;
  }
}
