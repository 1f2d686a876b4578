import type { NotSampled, RunSummary } from '../analysis/summary';
import { formatBytes, formatShare } from '../formats/format-bytes';
import { formatDuration, formatInstant } from '../formats/format-duration';
import { plainText } from '../formats/plain-text';
import {
  memoryLimitOf,
  type RunRecord,
  type RunState,
  type TaskOutcome,
} from '../record/run-record';
import type { RunData } from '../runs/read-run';
import { deathText, type DeathText } from './diagnosis-text';

/** What a reader has to know before the measurements, a sentence each. */
export function notesOf({ record, samples, notes }: RunData): string[] {
  return [...stateNotes(record, samples.timeline.at(-1)?.memory), ...notes.map(plainText)];
}

/** @param lastHeld bytes that all tasks held at the last sample; undefined without one */
function stateNotes({ state, machine }: RunRecord, lastHeld: number | undefined): string[] {
  switch (state.kind) {
    case 'finished':
      return [];
    case 'running':
      return ['The run still goes on: these are its measurements so far.'];
    case 'stopped':
      return ['The run was stopped.'];
    case 'cut-short':
      return [
        'The record is cut short: nx was killed while it ran, ' +
          `last heard of at ${formatInstant(state.lastSeenAt)}.`,
        ...heldAgainstLimit(lastHeld, memoryLimitOf(machine)),
      ];
  }
}

/**
 * A run that was killed with so little left of its limit may have been killed for its memory: beside
 * the tasks there are nx itself with its plugin workers (bytes), page cache, and what was taken after
 * the last sample (a share of the limit).
 */
const NEAR_THE_LIMIT = { bytes: 256 * 1024 * 1024, share: 0.2 } as const;

/** A run that was killed cannot say why: how close it came to its limit is all the evidence left. */
function heldAgainstLimit(lastHeld: number | undefined, limit: RunSummary['limit']): string[] {
  if (lastHeld === undefined || limit === undefined) {
    return [];
  }
  const { bytes, share } = NEAR_THE_LIMIT;
  const held = `Its tasks held ${peakAgainstLimit(lastHeld, limit)} at the last sample`;
  return [
    limit.bytes - lastHeld <= Math.max(bytes, limit.bytes * share)
      ? `${held}: the kernel may have killed it for want of memory.`
      : `${held}.`,
  ];
}

/** The tasks that died of memory or were killed, the heaviest first. */
export function deathsOf({
  sampled,
  notSampled,
}: RunSummary): (DeathText & { readonly id: string })[] {
  return [...sampled, ...notSampled].flatMap(({ task: { id, death } }) =>
    death === undefined ? [] : [{ id: plainText(id), ...deathText(death) }],
  );
}

/** `3.4GB of 8.0GB (42%, container limit)`, or `3.4GB` where no limit is known. */
export function peakAgainstLimit(
  peakBytes: number,
  limit: RunSummary['limit'],
  { withKind = true } = {},
): string {
  if (limit === undefined) {
    return formatBytes(peakBytes);
  }
  const kind = limit.kind === 'container' ? 'container limit' : 'machine';
  return (
    `${formatBytes(peakBytes)} of ${formatBytes(limit.bytes)} ` +
    `(${formatShare(peakBytes, limit.bytes)}${withKind ? `, ${kind}` : ''})`
  );
}

/** `42.3s into the run`. */
export function intoTheRun(timestamp: number, startedAt: number): string {
  return `${formatDuration(timestamp - startedAt)} into the run`;
}

/** `2 from the cache, 1 too short`. */
export function whyNotSampled(tasks: readonly NotSampled[]): string {
  const counts = new Map<NotSampled['reason'], number>();
  for (const { reason } of tasks) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${count} ${reasonText(reason)}`).join(', ');
}

export function reasonText(reason: NotSampled['reason']): string {
  switch (reason) {
    case 'cached':
      return 'from the cache';
    case 'skipped':
      return 'skipped';
    case 'too-short':
      return 'too short';
    case 'running':
      return 'not seen yet';
  }
}

/** `failed (exit code 1)`. */
export function outcomeText(outcome: TaskOutcome, state: RunState): string {
  switch (outcome.status) {
    case 'running':
      return unfinished(state);
    case 'succeeded':
    case 'skipped':
      return outcome.status;
    case 'failed':
    case 'stopped':
      return outcome.signal === undefined
        ? `${outcome.status}${outcome.exitCode === undefined ? '' : ` (exit code ${outcome.exitCode})`}`
        : `${outcome.status} (${plainText(outcome.signal)})`;
    case 'cached':
      return outcome.cache === 'remote' ? 'remote cache' : 'local cache';
  }
}

function unfinished({ kind }: RunState): string {
  switch (kind) {
    case 'running':
      return 'running';
    case 'cut-short':
    case 'stopped':
      return 'cut short';
    case 'finished':
      return 'end not known';
  }
}
