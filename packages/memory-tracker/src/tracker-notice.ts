import type { CollectorName } from './collectors/collector-names';

/** Something a person may want to know about the measurement. `message` says it in a sentence. */
export type TrackerNotice =
  | {
      readonly kind: 'collector-given-up';
      readonly collector: CollectorName;
      /** Who takes over; undefined when nobody is left, and nothing is measured any more. */
      readonly next: CollectorName | undefined;
      /** How often it failed in a row. */
      readonly failures: number;
      /** The message of its last failure. */
      readonly reason: string;
      readonly message: string;
    }
  | {
      /** The sampling thread could not be started or ended; the main thread samples instead. */
      readonly kind: 'thread-lost';
      readonly reason: string;
      readonly message: string;
    }
  | {
      readonly kind: 'interval-raised';
      /** The interval from now on, in milliseconds. */
      readonly intervalMs: number;
      /** What the last tick cost, in milliseconds. */
      readonly costMs: number;
      readonly message: string;
    }
  | {
      readonly kind: 'interval-restored';
      /** The interval that was asked for, in milliseconds. */
      readonly intervalMs: number;
      readonly message: string;
    };

export function collectorGivenUp(
  collector: CollectorName,
  next: CollectorName | undefined,
  failures: number,
  reason: string,
): TrackerNotice {
  const consequence = next === undefined ? 'memory is not measured any more' : `${next} takes over`;
  return {
    kind: 'collector-given-up',
    collector,
    next,
    failures,
    reason,
    message: `The collector ${collector} failed ${failures} times in a row (${reason}); ${consequence}.`,
  };
}

export function intervalRaised(intervalMs: number, costMs: number): TrackerNotice {
  return {
    kind: 'interval-raised',
    intervalMs,
    costMs,
    message:
      `Sampling the running processes takes ${costMs.toFixed(1)} ms here; ` +
      `to stay cheap, memory is now sampled every ${intervalMs} ms.`,
  };
}

export function intervalRestored(intervalMs: number): TrackerNotice {
  return {
    kind: 'interval-restored',
    intervalMs,
    message: `Sampling the running processes is cheap again; memory is sampled every ${intervalMs} ms.`,
  };
}

export function threadLost(reason: string): TrackerNotice {
  return {
    kind: 'thread-lost',
    reason,
    message:
      `The thread that samples memory is not available (${reason}); ` +
      'sampling goes on between the other work of this process.',
  };
}
