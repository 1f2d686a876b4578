import { MemoryTracker } from '@nx-peak/memory-tracker';
import { NO_FIGURE, type Contender, type ContenderFigure } from './contender';

/** nx-peak's own tracker, at its defaults, called as the plugin calls it. */
export class NxPeak implements Contender {
  readonly #tracker = new MemoryTracker();

  start(): void {
    // Nothing runs before the first task.
  }

  track(id: string, pid: number, environment: Readonly<Record<string, string>>): void {
    const startTracking: StartTracking = this.#tracker.startTracking.bind(this.#tracker);
    startTracking(id, pid, { environment });
  }

  figureOf(id: string): ContenderFigure {
    return this.#tracker.measurementOf(id) ?? NO_FIGURE;
  }

  stop(id: string): ContenderFigure {
    this.#tracker.stopTracking(id);
    const figure = this.figureOf(id);
    this.#tracker.forget(id);
    return figure;
  }
}

/** A tracker that knows no marker variables ignores them. */
type StartTracking = (
  id: string,
  pid: number,
  options: { readonly environment: Readonly<Record<string, string>> },
) => void;
