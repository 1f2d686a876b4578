import type { Root } from '../collectors/collector';
import type { BirthsFrom } from '@nx-peak/host';
import type { TrackerNotice } from '../tracker-notice';

/** What the thread gets when it is started. */
export interface ThreadStart {
  readonly intervalMs: number;
  readonly control: SharedArrayBuffer;
  /** Where samples go, when somebody wants to know every one. */
  readonly ring: SharedArrayBuffer | undefined;
  /** Whether somebody wants to know the processes at each peak. */
  readonly listProcesses: boolean;
}

/** Where the thread publishes what it measures of one id. */
export interface BoardMemory {
  readonly measurements: SharedArrayBuffer;
  /** Undefined when nobody wants to know the processes at the peak. */
  readonly processes: SharedArrayBuffer | undefined;
}

/** What the thread is told. Ids are numbers here. */
export type Command =
  | {
      readonly kind: 'track';
      readonly key: number;
      readonly boards: BoardMemory;
      readonly root: Root;
    }
  | { readonly kind: 'drop'; readonly key: number };

/** What it tells. */
export type Report =
  | { readonly kind: 'notice'; readonly notice: TrackerNotice }
  /** It cannot measure, and ends. */
  | { readonly kind: 'gave up'; readonly reason: string; readonly failures: number };

const WAKE = 0;
const STOP = 1;
const READY = 2;
const LOOKS = 3;
const LOOK_WANTED = 4;
const SWITCHES = 6;

const BIRTHS: readonly BirthsFrom[] = ['loadavg', 'ns_last_pid', 'scan'];

/**
 * The switches both threads see. The sampling thread runs no message loop: it sleeps until a look
 * is due or WAKE changes, then takes the commands that came.
 */
export class Control {
  readonly memory: SharedArrayBuffer;
  private readonly switches: Int32Array;
  private readonly measurements: Float64Array;

  constructor(memory = new SharedArrayBuffer(SWITCHES * 4 + 3 * 8)) {
    this.memory = memory;
    this.switches = new Int32Array(memory, 0, SWITCHES);
    this.measurements = new Float64Array(memory, SWITCHES * 4, 3);
  }

  // The main thread's side

  wake(): void {
    Atomics.add(this.switches, WAKE, 1);
    Atomics.notify(this.switches, WAKE);
  }

  stop(): void {
    Atomics.store(this.switches, STOP, 1);
    this.wake();
  }

  get isReady(): boolean {
    return Atomics.load(this.switches, READY) === 1;
  }

  /** Has the thread look, and waits for it, up to `limitMs` milliseconds. */
  sampleNow(limitMs: number): void {
    const before = Atomics.load(this.switches, LOOKS);
    Atomics.store(this.switches, LOOK_WANTED, 1);
    this.wake();
    Atomics.wait(this.switches, LOOKS, before, limitMs);
  }

  get intervalMs(): number {
    return this.measurements[0] ?? 0;
  }

  get lastLookMs(): number | undefined {
    return this.measurements[1] === 0 ? undefined : this.measurements[1];
  }

  get birthsFrom(): BirthsFrom | undefined {
    return BIRTHS[(this.measurements[2] ?? 0) - 1];
  }

  // The sampling thread's side

  get wakes(): number {
    return Atomics.load(this.switches, WAKE);
  }

  /**
   * Sleeps for so many milliseconds (or for ever), unless there was a wake-up since `wakes`.
   *
   * @returns whether it slept all that time
   */
  sleep(wakes: number, ms: number): boolean {
    return Atomics.wait(this.switches, WAKE, wakes, ms) === 'timed-out';
  }

  get isStopped(): boolean {
    return Atomics.load(this.switches, STOP) === 1;
  }

  get isLookWanted(): boolean {
    return Atomics.load(this.switches, LOOK_WANTED) === 1;
  }

  looked(intervalMs: number, lookMs: number, birthsFrom: BirthsFrom | undefined): void {
    this.measurements[0] = intervalMs;
    this.measurements[1] = lookMs;
    this.measurements[2] = birthsFrom === undefined ? 0 : BIRTHS.indexOf(birthsFrom) + 1;
    Atomics.store(this.switches, LOOK_WANTED, 0);
    Atomics.add(this.switches, LOOKS, 1);
    Atomics.notify(this.switches, LOOKS);
  }

  ready(): void {
    Atomics.store(this.switches, READY, 1);
  }
}
