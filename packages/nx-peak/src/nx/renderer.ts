import { flattened } from './life-cycles';
import type { NxCopy } from './nx-copy';
import type { LifeCycle } from './types';

/** How Nx shows a run; decides who names a finished task, and when. */
export type Renderer = 'static' | 'dynamic' | 'summary' | 'tui';

/** Tells how a run is shown, by the classes of its life cycles. */
export class Renderers {
  readonly #nx: NxCopy;
  /** The life cycles that the factories of the dynamic styles made. */
  readonly #dynamic = new WeakSet<LifeCycle>();
  /** The renderers of life cycles that were asked about before. */
  readonly #known = new WeakMap<LifeCycle, Renderer>();

  constructor(nx: NxCopy) {
    this.#nx = nx;
  }

  /** Remembers that a life cycle redraws parts of the screen. */
  markAsDynamic(lifeCycle: LifeCycle): void {
    this.#dynamic.add(lifeCycle);
  }

  /** How the run of this (composite) life cycle is shown. */
  of(lifeCycle: LifeCycle): Renderer {
    const known = this.#known.get(lifeCycle);
    if (known !== undefined) {
      return known;
    }
    const renderer = this.#find(flattened(lifeCycle));
    this.#known.set(lifeCycle, renderer);
    return renderer;
  }

  /** Nx's full-screen view among the life cycles of a composite. */
  tuiIn(lifeCycle: LifeCycle): LifeCycle | undefined {
    return this.of(lifeCycle) === 'tui'
      ? flattened(lifeCycle).find((one) => this.#isTui(one))
      : undefined;
  }

  #find(all: readonly LifeCycle[]): Renderer {
    if (all.some((one) => this.#isTui(one))) {
      return 'tui';
    }
    const nx = this.#nx;
    const summary = nx.has('summary')
      ? nx.load('summary')['SummaryTerminalOutputLifeCycle']
      : undefined;
    if (all.some((one) => isInstanceOf(one, summary))) {
      return 'summary';
    }
    return all.some((one) => this.#dynamic.has(one)) ? 'dynamic' : 'static';
  }

  #isTui(lifeCycle: LifeCycle): boolean {
    return isInstanceOf(lifeCycle, this.#nx.load('native')['AppLifeCycle']);
  }
}

function isInstanceOf(lifeCycle: LifeCycle, constructor: unknown): boolean {
  return typeof constructor === 'function' && lifeCycle instanceof constructor;
}
