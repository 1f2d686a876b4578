import type { NxCopy } from './nx-copy';
import type { LifeCycle } from './nx-internals';
import type { Renderer } from './task-peaks';

/** The life cycles that the factories of the dynamic styles made. */
const dynamicLifeCycles = new WeakSet<LifeCycle>();

/** Remembers that a life cycle redraws parts of the screen. */
export function markAsDynamic(lifeCycle: LifeCycle): void {
  dynamicLifeCycles.add(lifeCycle);
}

/** How the run of this (composite) life cycle is shown. */
export function rendererOf(nx: NxCopy, lifeCycle: LifeCycle): Renderer {
  const all = flatten(lifeCycle);
  if (all.some((one) => isTui(nx, one))) {
    return 'tui';
  }
  if (all.some(isInstanceOf(summaryClass(nx)))) {
    return 'summary';
  }
  return all.some((one) => dynamicLifeCycles.has(one)) ? 'dynamic' : 'static';
}

/** Whether this life cycle is Nx's full-screen view itself. */
export function isTui(nx: NxCopy, lifeCycle: LifeCycle): boolean {
  return isInstanceOf(nx.load('native')['AppLifeCycle'])(lifeCycle);
}

function flatten(lifeCycle: LifeCycle): LifeCycle[] {
  return lifeCycle.lifeCycles === undefined
    ? [lifeCycle]
    : lifeCycle.lifeCycles.flatMap((inner) => flatten(inner));
}

function isInstanceOf(constructor: unknown): (lifeCycle: LifeCycle) => boolean {
  return (lifeCycle) => typeof constructor === 'function' && lifeCycle instanceof constructor;
}

/** Nx knows the summary style since 23.3. */
function summaryClass(nx: NxCopy): unknown {
  return nx.has('summary') ? nx.load('summary')['SummaryTerminalOutputLifeCycle'] : undefined;
}
