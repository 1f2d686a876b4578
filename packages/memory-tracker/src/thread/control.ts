import { now, type NewProcessesFrom } from '@nx-peak/host/procfs';

const WAKE = 0;
const STOP = 1;
const READY = 2;
const TICKS = 3;
const TICK_WANTED = 4;
const SLEEPS_UNTIL = 5;
const SWITCHES = 6;

const INTERVAL_MS = 0;
const LAST_TICK_MS = 1;
const SOURCE = 2;
const EPOCH = 3;
const NUMBERS = 4;

/** As SLEEPS_UNTIL: it sleeps until it is woken. */
const FOR_EVER = 2 ** 31 - 1;

const SOURCES: readonly NewProcessesFrom[] = ['loadavg', 'ns_last_pid', 'scan'];

/**
 * The switches both threads see. The sampling thread runs no message loop: it sleeps until a tick is
 * due or WAKE changes, then takes the commands that came. It says until when it sleeps, so that nobody
 * wakes it for what is soon enough then.
 */
export class Control {
  readonly memory: SharedArrayBuffer;
  readonly #switches: Int32Array;
  readonly #numbers: Float64Array;

  /** @param memory that of the other thread; by default new */
  constructor(memory = new SharedArrayBuffer(SWITCHES * 4 + NUMBERS * 8)) {
    this.memory = memory;
    this.#switches = new Int32Array(memory, 0, SWITCHES);
    this.#numbers = new Float64Array(memory, SWITCHES * 4, NUMBERS);
    if (this.#numbers[EPOCH] === 0) {
      this.#numbers[EPOCH] = now(); // what SLEEPS_UNTIL counts from
    }
  }

  // The main thread's side

  wake(): void {
    Atomics.add(this.#switches, WAKE, 1);
    Atomics.notify(this.#switches, WAKE);
  }

  /** Wakes the thread if it sleeps beyond a moment (milliseconds of `clock.ts`). */
  wakeBy(at: number): void {
    if (Atomics.load(this.#switches, SLEEPS_UNTIL) > at - (this.#numbers[EPOCH] ?? 0)) {
      this.wake();
    }
  }

  /** It sleeps until it is woken, with nothing to measure. */
  get sleepsForEver(): boolean {
    return Atomics.load(this.#switches, SLEEPS_UNTIL) === FOR_EVER;
  }

  stop(): void {
    Atomics.store(this.#switches, STOP, 1);
    this.wake();
  }

  get isReady(): boolean {
    return Atomics.load(this.#switches, READY) === 1;
  }

  /** Has the thread sample, and waits for it, up to `limitMs` milliseconds. */
  sampleNow(limitMs: number): void {
    const before = Atomics.load(this.#switches, TICKS);
    Atomics.store(this.#switches, TICK_WANTED, 1);
    this.wake();
    Atomics.wait(this.#switches, TICKS, before, limitMs);
  }

  get intervalMs(): number {
    return this.#numbers[INTERVAL_MS] ?? 0;
  }

  get lastTickMs(): number | undefined {
    return this.#numbers[LAST_TICK_MS] === 0 ? undefined : this.#numbers[LAST_TICK_MS];
  }

  get newProcessesFrom(): NewProcessesFrom | undefined {
    return SOURCES[(this.#numbers[SOURCE] ?? 0) - 1];
  }

  // The sampling thread's side

  get wakes(): number {
    return Atomics.load(this.#switches, WAKE);
  }

  /** It is about to sleep until then; to be called before it makes sure that no command came. */
  sleepsUntil(at: number): void {
    const since = Math.floor(at - (this.#numbers[EPOCH] ?? 0));
    Atomics.store(this.#switches, SLEEPS_UNTIL, Math.min(FOR_EVER, since));
  }

  /**
   * Sleeps for a number of milliseconds (or for ever), unless there was a wake-up since `wakes`.
   *
   * @returns whether it slept all that time
   */
  sleep(wakes: number, ms: number): boolean {
    return Atomics.wait(this.#switches, WAKE, wakes, ms) === 'timed-out';
  }

  get isStopped(): boolean {
    return Atomics.load(this.#switches, STOP) === 1;
  }

  get isTickWanted(): boolean {
    return Atomics.load(this.#switches, TICK_WANTED) === 1;
  }

  ticked(intervalMs: number, tickMs: number, newProcessesFrom: NewProcessesFrom | undefined): void {
    this.#numbers[INTERVAL_MS] = intervalMs;
    this.#numbers[LAST_TICK_MS] = tickMs;
    this.#numbers[SOURCE] =
      newProcessesFrom === undefined ? 0 : SOURCES.indexOf(newProcessesFrom) + 1;
    Atomics.store(this.#switches, TICK_WANTED, 0);
    Atomics.add(this.#switches, TICKS, 1);
    Atomics.notify(this.#switches, TICKS);
  }

  ready(): void {
    Atomics.store(this.#switches, READY, 1);
  }
}
