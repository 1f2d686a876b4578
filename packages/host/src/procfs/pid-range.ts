/**
 * The pids handed out since some moment: those after `after`, up to and including `upTo`. Pids are
 * handed out in turn and begin anew after the largest, so `upTo` may be the smaller one.
 */
export interface PidRange {
  readonly after: number;
  readonly upTo: number;
}

/** Whether a pid is one of those handed out in a range. */
export function isInRange({ after, upTo }: PidRange, pid: number): boolean {
  return after <= upTo ? pid > after && pid <= upTo : pid > after || pid <= upTo;
}

/**
 * How many pids a range spans.
 *
 * @param pidLimit what all pids are below: `/proc/sys/kernel/pid_max`
 */
export function sizeOf({ after, upTo }: PidRange, pidLimit: number): number {
  return after <= upTo ? upTo - after : pidLimit - 1 - after + upTo;
}

/** The pids of a range, in the order they were handed out. */
export function* pidsOf({ after, upTo }: PidRange, pidLimit: number): Generator<number> {
  const wraps = upTo < after;
  for (let pid = after + 1; pid <= (wraps ? pidLimit - 1 : upTo); pid++) {
    yield pid;
  }
  for (let pid = 1; wraps && pid <= upTo; pid++) {
    yield pid;
  }
}
