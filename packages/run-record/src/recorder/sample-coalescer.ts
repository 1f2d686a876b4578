import type { NxGroupType } from '../record/run-record';
import type { Sampled } from '../samples/run-memory';

/** The samples of one tick. */
export interface Tick extends Sampled {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

interface OpenTick extends Tick {
  readonly tasks: Map<string, number>;
  readonly nx: Map<NxGroupType, number>;
}

/** The samples of one tick are stamped one after the other, and ticks are 10 ms apart or more. */
const SAME_TICK_MS = 5;

/** Makes ticks of samples that come one by one: those of one moment that come in one go. */
export class SampleCoalescer {
  readonly #emit: (tick: Tick) => void;
  #open: OpenTick | undefined;

  constructor(emit: (tick: Tick) => void) {
    this.#emit = emit;
  }

  /** @param at milliseconds since the epoch */
  addTask(id: string, rss: number, at: number): void {
    this.#tickFor(at, (tick) => tick.tasks.has(id)).tasks.set(id, rss);
  }

  /** @param at milliseconds since the epoch */
  addNx(groupType: NxGroupType, rss: number, at: number): void {
    this.#tickFor(at, (tick) => tick.nx.has(groupType)).nx.set(groupType, rss);
  }

  /** Emits the tick that is still open, if there is one. */
  flush(): void {
    const tick = this.#open;
    this.#open = undefined;
    if (tick !== undefined) {
      this.#emit(tick);
    }
  }

  #tickFor(at: number, hasOne: (tick: OpenTick) => boolean): OpenTick {
    const open = this.#open;
    if (open !== undefined && !hasOne(open) && Math.abs(at - open.timestamp) <= SAME_TICK_MS) {
      return open;
    }
    this.flush();
    const tick = { timestamp: Math.round(at), tasks: new Map(), nx: new Map() };
    this.#open = tick;
    if (open === undefined) {
      queueMicrotask(() => {
        this.flush();
      });
    }
    return tick;
  }
}
