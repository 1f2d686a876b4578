import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '../diagnosis';
import { diagnose } from '../rules/diagnose';
import type { OomCase } from '../rules/oom-case';
import { oomMessagesIn } from '../rules/oom-messages';
import { endOfChild } from '../rules/process-end';

export const MB = 1024 ** 2;
const ENDS = join(__dirname, '../rules/__fixtures__/ends');

/** The names of all ends that were recorded. */
export function recordedNames(): string[] {
  return readdirSync(ENDS).map((file) => file.replace('.json', ''));
}

/**
 * A process that died for real: how it ended, what it and its children printed, and how many kills
 * its cgroup of 150 MB counted meanwhile. Linux 6.18, Node 20.20, dash, bash, npm 10, make 4.4.
 */
export interface RecordedEnd {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly kills: number;
  readonly output: string;
}

/** A recorded end, by its name. */
export function recorded(name: string): RecordedEnd {
  return JSON.parse(readFileSync(join(ENDS, `${name}.json`), 'utf8')) as RecordedEnd;
}

/** A case on a machine without a kernel log to read, one task running, in its container's group. */
export function caseOf(
  { pid, code, signal, kills, output }: RecordedEnd,
  changed: Partial<OomCase> = {},
): OomCase {
  const end = endOfChild(pid, code, signal);
  return {
    ending: code === 0 ? 'succeeded' : 'failed',
    ends: end === undefined ? [] : [end],
    messages: oomMessagesIn(output),
    kills: {
      counter: { kind: 'cgroup', path: '/ci' },
      exact: false,
      count: kills,
      recent: kills > 0,
      alone: kills > 0,
      limitReached: kills > 0,
    },
    log: undefined,
    pidsOfOthers: new Set(),
    pidsAtPeak: new Set(),
    cgroup: undefined,
    measured: { peakBytes: 140 * MB, samples: 9 },
    largestOtherBytes: 0,
    competingTasks: [],
    canBeOfTask: (other) => other >= pid,
    isRunning: () => false,
    memory: {
      currentBytes: 140 * MB,
      limit: { bytes: 150 * MB, cgroup: '/ci' },
      hostBytes: 16_384 * MB,
      others: [],
    },
    ...changed,
  };
}

/** A diagnosis in short. */
function short(diagnosis: Diagnosis | undefined): string {
  if (diagnosis === undefined) {
    return 'no diagnosis';
  }
  const { kind, confidence } = diagnosis;
  switch (kind) {
    case 'out-of-memory':
      return `${kind} of ${diagnosis.scope}, ${diagnosis.victim}, ${confidence}`;
    case 'v8-heap-limit':
      return `${kind}, ${diagnosis.of}, ${confidence}`;
    case 'killed-by-signal':
      return `${kind} ${diagnosis.signal}, ${confidence}`;
    case 'failed':
      return `${kind} ${String(diagnosis.code)}, ${confidence}`;
    case 'stopped':
    case 'unknown':
      return `${kind}, ${confidence}`;
  }
}

/** The diagnosis of a recorded end, in short. */
export function diagnosisOf(name: string, changed?: Partial<OomCase>): string {
  return short(diagnose(caseOf(recorded(name), changed)));
}
