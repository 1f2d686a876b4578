import type { NotSampled, RunAnalysis } from '../analysis/run-analysis';
import { formatBytes, formatShare } from '../formats/format-bytes';
import { formatDuration, formatInstant } from '../formats/format-duration';
import { plainText } from '../formats/plain-text';
import { memoryLimitOf } from '../record/machine-class';
import type { NxGroupType, RunRecord, RunState, TaskOutcome } from '../record/run-record';
import type { RunData } from '../runs/read-run';
import type { Moment } from '../samples/timeline';
import { diagnosisText, type DiagnosisText } from './diagnosis-text';

/** What a reader has to know before the measurements, a sentence each. */
export function notesOf({ record, samples, notes }: RunData): string[] {
  return [...stateNotes(record, samples.timeline.at(-1)), ...notes.map(plainText)];
}

/** @param last the last sample; undefined without one */
function stateNotes({ state, machine }: RunRecord, last: Moment | undefined): string[] {
  switch (state.kind) {
    case 'finished':
      return [];
    case 'running':
      return ['The run is still in progress; these are its peaks so far.'];
    case 'stopped':
      return ['The run was stopped.'];
    case 'incomplete':
      return [
        'The record is incomplete: nx was killed during the run. ' +
          `It was last seen at ${formatInstant(state.lastSeenAt)}.`,
        ...usedAgainstLimit(last, memoryLimitOf(machine)),
      ];
  }
}

/**
 * A run that was killed with no more than this left of its limit may have been killed for its memory:
 * beside the tasks there are nx itself with its plugin workers where it was not measured (bytes), page
 * cache, and what was taken after the last sample (a share of the limit).
 */
const NEAR_THE_LIMIT = { bytes: 256 * 1024 * 1024, share: 0.2 } as const;

/** A run that was killed cannot say why: how close it came to its limit is all the evidence left. */
function usedAgainstLimit(last: Moment | undefined, limit: RunAnalysis['limit']): string[] {
  if (last === undefined || limit === undefined) {
    return [];
  }
  const { bytes, share } = NEAR_THE_LIMIT;
  const who = last.nxRss === undefined ? 'Its tasks' : 'Its tasks and nx itself';
  const used = `${who} used ${peakAgainstLimit(last.rss, limit)} at the last sample`;
  return [
    limit.bytes - last.rss <= Math.max(bytes, limit.bytes * share)
      ? `${used}: the kernel may have killed it because memory ran out.`
      : `${used}.`,
  ];
}

/** The tasks that ran out of memory or were killed, the heaviest first. */
export function diagnosesOf({
  sampled,
  notSampled,
}: RunAnalysis): (DiagnosisText & { readonly id: string })[] {
  return [...sampled, ...notSampled].flatMap(({ task: { id, diagnosis } }) =>
    diagnosis === undefined ? [] : [{ id: plainText(id), ...diagnosisText(diagnosis) }],
  );
}

/** `3.4GB of 8.0GB (42%, container limit)`, or `3.4GB` where no limit is known. */
export function peakAgainstLimit(
  peakBytes: number,
  limit: RunAnalysis['limit'],
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

/** ` (tasks 3.4GB, nx itself 512MB)`, empty where nx was not measured. */
export function partsText({ tasksRss, nxRss }: Pick<Moment, 'tasksRss' | 'nxRss'>): string {
  return nxRss === undefined
    ? ''
    : ` (tasks ${formatBytes(tasksRss)}, nx itself ${formatBytes(nxRss)})`;
}

/** A part of nx itself for a reader: `nx process`. */
export function nxGroupName(groupType: NxGroupType): string {
  switch (groupType) {
    case 'MainCLI':
      return 'nx process';
    case 'MainCliSubprocesses':
      return 'its plugin workers and other processes';
    case 'Daemon':
      return 'daemon';
    case 'DaemonSubprocesses':
      return 'processes of the daemon';
  }
}

/** The name of the sum whose peak is reported. */
export function sumName({ nxRss }: Pick<Moment, 'nxRss'>): string {
  return nxRss === undefined ? 'all tasks together' : 'all tasks and nx together';
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
      return 'not sampled yet';
  }
}

/** `failed (exit code 1)`. */
export function outcomeText(outcome: TaskOutcome, state: RunState): string {
  switch (outcome.kind) {
    case 'running':
      return unfinished(state);
    case 'succeeded':
    case 'skipped':
      return outcome.kind;
    case 'failed':
    case 'stopped':
      return outcome.signal === undefined
        ? `${outcome.kind}${outcome.exitCode === undefined ? '' : ` (exit code ${outcome.exitCode})`}`
        : `${outcome.kind} (${plainText(outcome.signal)})`;
    case 'cached':
      return outcome.cache === 'remote' ? 'remote cache' : 'local cache';
  }
}

function unfinished({ kind }: RunState): string {
  switch (kind) {
    case 'running':
      return 'running';
    case 'incomplete':
    case 'stopped':
      return 'incomplete';
    case 'finished':
      return 'end unknown';
  }
}
