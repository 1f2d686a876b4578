import type { Collector } from '../collectors/collector';
import type { Peek } from '../collectors/process-row';

/** A root that is younger than this was started to be tracked. (ms) */
const FRESH_MS = 500;

/** What is known of a root at once: `later` when only a sample can tell. */
export type FirstSight =
  | { readonly kind: 'seen'; readonly peek: Peek; readonly ageMs: number | undefined }
  | { readonly kind: 'gone' }
  | { readonly kind: 'later' };

/** Reads one process at once, where the collector can. Never throws. */
export function firstSight(collector: Collector | undefined, pid: number): FirstSight {
  if (collector?.peek === undefined) {
    return { kind: 'later' };
  }
  try {
    const peek = collector.peek(pid);
    return peek === undefined
      ? { kind: 'gone' }
      : { kind: 'seen', peek, ageMs: collector.ageOf?.(peek.row.startTime) };
  } catch {
    // The sample that this makes due at once will fail the same way, and is counted.
    return { kind: 'later' };
  }
}

/** Was it started for this? Where that cannot be told, it was. */
export function isFresh(sight: FirstSight): boolean {
  return sight.kind !== 'seen' || sight.ageMs === undefined || sight.ageMs < FRESH_MS;
}
