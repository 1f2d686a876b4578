import { performance } from 'node:perf_hooks';
import { errorText } from '../error-text';
import type { MeterFactory } from '../meters/create-meter';
import type { MeterChain } from '../meters/meter-chain';
import type { Meter, MeterName, Peek, RssByPid } from '../meters/meter';
import type { LookTimes } from '../process-tree/process-tree';
import type { ProcessTable } from '../process-tree/process-table';
import {
  intervalRaised,
  intervalRestored,
  meterGivenUp,
  type TrackerNotice,
} from '../tracker-notice';
import type { MeterGivenUp } from '../tracker-status';
import { afterLook, closedBreaker, type Breaker } from './circuit-breaker';
import { orTimeout } from './or-timeout';
import { nextLookAt, stillEarly, type LastLook, type Registration } from './schedule';
import { isPromise, whenThere } from './when-there';

/** A meter that fails so often in a row, */
export const MAX_FAILURES = 3;

/** and for so long, is given up: being out of file descriptors for a moment is no reason. (ms) */
export const MIN_FAILING_MS = 1000;

/** After a failed look, the next one waits for so long. (ms) */
const RETRY_MS = 250;

/** A look that takes longer has failed: somebody's `ps` hangs. Milliseconds. */
const LOOK_LIMIT_MS = 10_000;

/** Whose memory is read at a look, and who is told. */
export interface Weighing {
  readonly pids: readonly number[];
  record(rss: RssByPid, meter: MeterName): void;
}

/** What the sampler looks at. */
export interface LookSubject {
  /** Is there anything left to look at? When not, the sampler sleeps until `rootAdded()`. */
  isLive(): boolean;
  /** Takes in a table of all processes, and says who of them is to be weighed. */
  select(table: ProcessTable, times: LookTimes): Weighing;
  /** Another meter took over: its births mean something else. */
  reidentify(now: number): void;
}

/** What is known of a root at once: `later` when only a look can tell. */
export type FirstSight = { kind: 'seen'; peek: Peek } | { kind: 'gone' } | { kind: 'later' };

export interface SamplerOptions {
  readonly chain: MeterChain;
  readonly createMeter: MeterFactory;
  readonly intervalMs: number;
  readonly subject: LookSubject;
  /** Must not throw. */
  readonly notify: (notice: TrackerNotice) => void;
}

/**
 * The loop: decides when to look, looks with the meter in use, watches what it costs, and moves on
 * to the next meter when one fails. Looks never overlap, timers hold no process open, and nothing
 * in here throws at the caller.
 */
export class Sampler {
  private readonly subject: LookSubject;
  private readonly notify: (notice: TrackerNotice) => void;
  private readonly createMeter: MeterFactory;
  private readonly untried: MeterName[];
  private readonly abandoned: MeterGivenUp[] = [];
  private meter: Meter | undefined;
  private failures = 0;
  /** When the first of those failures was. */
  private failingSince: number | undefined;
  private breaker: Breaker;
  private registrations: Registration[] = [];
  private liveSince: number | undefined;
  private lastLook: LastLook | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lookInFlight = false;
  /** The number of the current look. A look that was waited for in vain has an older one. */
  private lookNumber = 0;
  private disposed = false;

  constructor({ chain, createMeter, intervalMs, subject, notify }: SamplerOptions) {
    this.subject = subject;
    this.notify = notify;
    this.createMeter = createMeter;
    this.untried = [...chain.meters];
    this.breaker = closedBreaker(intervalMs);
    this.meter = this.nextMeter();
  }

  get meterName(): MeterName | undefined {
    return this.meter?.name;
  }

  get intervalMs(): number {
    return this.breaker.intervalMs;
  }

  get lastLookMs(): number | undefined {
    return this.lastLook?.costMs;
  }

  get givenUp(): readonly MeterGivenUp[] {
    return this.abandoned;
  }

  /** Reads one process at once, where the meter can. */
  firstSight(pid: number): FirstSight {
    const meter = this.meter;
    if (meter?.peek === undefined) {
      return { kind: 'later' };
    }
    try {
      const peek = meter.peek(pid);
      return peek === undefined ? { kind: 'gone' } : { kind: 'seen', peek };
    } catch {
      // The look that this makes due at once will fail the same way, and is counted.
      return { kind: 'later' };
    }
  }

  /** To be called once the subject has a new root. `peeked`: its memory was read just now. */
  rootAdded(peeked: boolean): void {
    if (this.disposed || this.meter === undefined) {
      return;
    }
    this.registrations.push({ at: performance.now(), peeked });
    if (peeked || this.lookInFlight || this.failures > 0) {
      this.schedule();
    } else {
      this.look();
    }
  }

  /** Looks at once, if there is anything to look at. */
  lookNow(): void {
    if (this.subject.isLive()) {
      this.look();
    }
  }

  /** To be called when the subject lost roots: with nothing left to look at, no timer runs. */
  rootsRemoved(): void {
    if (!this.subject.isLive()) {
      this.sleep();
    }
  }

  /** Stops all timers. A look under way comes to nothing. */
  dispose(): void {
    this.disposed = true;
    this.sleep();
  }

  private nextMeter(): Meter | undefined {
    const name = this.untried.shift();
    return name === undefined ? undefined : this.createMeter(name);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.disposed || this.meter === undefined || !this.subject.isLive()) {
      this.sleep();
      return;
    }
    if (this.lookInFlight) {
      return;
    }
    const now = performance.now();
    this.liveSince ??= now;
    const due =
      this.failures > 0
        ? now + RETRY_MS
        : nextLookAt({
            now,
            intervalMs: this.breaker.intervalMs,
            liveSince: this.liveSince,
            registrations: this.registrations,
            lastLook: this.lastLook,
          });
    this.timer = setTimeout(
      () => {
        this.look();
      },
      timerDelay(due - now),
    ).unref();
  }

  private sleep(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.registrations = [];
    this.liveSince = undefined;
  }

  private look(): void {
    const meter = this.meter;
    if (this.disposed || this.lookInFlight || meter === undefined) {
      return;
    }
    const startedAt = performance.now();
    const succeed = (): void => {
      if (this.disposed) {
        return;
      }
      this.lookEnded(startedAt);
      this.failures = 0;
      this.failingSince = undefined;
      this.adaptInterval();
      this.schedule();
    };
    const fail = (error: unknown): void => {
      this.lookEnded(startedAt);
      this.failed(meter, error);
      this.schedule();
    };

    let pending: void | Promise<void>;
    try {
      pending = this.measure(meter, startedAt);
    } catch (error) {
      fail(error);
      return;
    }
    if (isPromise(pending)) {
      this.lookInFlight = true;
      orTimeout(pending, LOOK_LIMIT_MS).then(succeed, fail);
    } else {
      succeed();
    }
  }

  /** One look. Throws or rejects when the meter does. Waits only for a meter that waits. */
  private measure(meter: Meter, startedAt: number): void | Promise<void> {
    const { lookNumber } = this;
    const isTooLate = (): boolean => this.disposed || this.lookNumber !== lookNumber;
    return whenThere(meter.list(), (table) => {
      if (isTooLate()) {
        return;
      }
      const weighing = this.subject.select(table, { startedAt, now: performance.now() });
      return whenThere(meter.weigh(weighing.pids), (rss) => {
        if (!isTooLate()) {
          weighing.record(rss, meter.name);
        }
      });
    });
  }

  private lookEnded(startedAt: number): void {
    this.lookInFlight = false;
    this.lookNumber++;
    // The duration, also of a look that mostly waited: see `afterLook`.
    this.lastLook = { startedAt, costMs: performance.now() - startedAt };
    this.registrations = stillEarly(this.registrations, startedAt);
  }

  private adaptInterval(): void {
    const costMs = this.lastLook?.costMs ?? 0;
    const { breaker, change } = afterLook(this.breaker, costMs);
    this.breaker = breaker;
    switch (change) {
      case 'raised':
        this.notify(intervalRaised(breaker.intervalMs, costMs));
        break;
      case 'restored':
        this.notify(intervalRestored(breaker.intervalMs));
        break;
      case 'lowered':
      case 'none':
        break;
    }
  }

  private failed(meter: Meter, error: unknown): void {
    if (this.disposed) {
      return;
    }
    const now = performance.now();
    this.failures++;
    this.failingSince ??= now;
    if (this.failures < MAX_FAILURES || now - this.failingSince < MIN_FAILING_MS) {
      return;
    }
    const reason = errorText(error);
    this.abandoned.push({ meter: meter.name, reason });
    this.meter = this.nextMeter();
    this.subject.reidentify(performance.now());
    const raised = this.breaker.intervalMs > this.breaker.baseMs;
    this.breaker = closedBreaker(this.breaker.baseMs);
    // For the new meter all roots are new, so it looks at once.
    this.registrations.push({ at: performance.now(), peeked: false });
    const failures = this.failures;
    this.failures = 0;
    this.failingSince = undefined;
    this.notify(meterGivenUp(meter.name, this.meter?.name, failures, reason));
    if (raised && this.meter !== undefined) {
      this.notify(intervalRestored(this.breaker.intervalMs));
    }
  }
}

/** Longest delay of setTimeout(); what is beyond it would fire at once, with a warning. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Whole milliseconds, and not before the time: setTimeout() cuts fractions off. */
function timerDelay(ms: number): number {
  return Math.min(Math.ceil(ms), LONGEST_DELAY_MS);
}
