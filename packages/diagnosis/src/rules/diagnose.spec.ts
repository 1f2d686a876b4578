import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OomCase, NO_COUNTER } from './oom-case';
import { HOST_COUNTER } from './oom-kill-ledger';
import { diagnose } from './diagnose';
import type { LoggedKill } from '@nx-peak/host';
import { oomMessagesIn } from './oom-messages';
import { endOfChild, type ProcessEnd } from './process-end';
import type { Diagnosis } from '../diagnosis';

const MB = 1024 ** 2;
const ENDS = join(__dirname, '__fixtures__/ends');

/**
 * A process that died for real: how it ended, what it and its children printed, and how many kills
 * its cgroup of 150 MB counted meanwhile. Linux 6.18, Node 20.20, dash, bash, npm 10, make 4.4.
 */
interface RecordedEnd {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly kills: number;
  readonly output: string;
}

function recorded(name: string): RecordedEnd {
  return JSON.parse(readFileSync(join(ENDS, `${name}.json`), 'utf8')) as RecordedEnd;
}

/** As it is on a machine without a kernel log to read, one task running, in its container's group. */
function caseOf(
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

function diagnosisOf(name: string, changed?: Partial<OomCase>): string {
  return short(diagnose(caseOf(recorded(name), changed)));
}

describe('ends of real processes, as they were recorded', () => {
  const table = {
    'oom-exec': 'out-of-memory of cgroup, task, certain',
    'oom-sh--c': 'out-of-memory of cgroup, task, certain',
    'oom-sh-last': 'out-of-memory of cgroup, task, certain',
    'oom-bash': 'out-of-memory of cgroup, task, certain',
    'oom-npm': 'out-of-memory of cgroup, task, certain',
    'oom-make': 'out-of-memory of cgroup, descendant, likely',
    'oom-parent-1': 'out-of-memory of cgroup, descendant, likely',
    'oom-parent-0': 'no diagnosis',
    kill9: 'killed-by-signal SIGKILL, unproven',
    'kill9-child': 'killed-by-signal SIGKILL, unproven',
    'kill9-npm': 'killed-by-signal SIGKILL, unproven',
    'v8-main': 'v8-heap-limit, task, certain',
    'v8-sh': 'v8-heap-limit, task, certain',
    'v8-npm': 'v8-heap-limit, task, certain',
    'v8-make': 'v8-heap-limit, descendant, likely',
    'v8-child-1': 'v8-heap-limit, descendant, likely',
    'v8-worker': 'v8-heap-limit, worker-thread, certain',
    'v8-worker-default': 'v8-heap-limit, worker-thread, certain',
    abort: 'killed-by-signal SIGABRT, certain',
    segv: 'killed-by-signal SIGSEGV, certain',
    term: 'killed-by-signal SIGTERM, certain',
    fail: 'failed 1, certain',
  };

  it.each(Object.entries(table))('%s: %s', (name, diagnosis) => {
    expect(diagnosisOf(name)).toBe(diagnosis);
  });

  it('are all in the table', () => {
    const names = readdirSync(ENDS).map((file) => file.replace('.json', ''));
    expect(Object.keys(table).sort()).toEqual(names.sort());
  });

  it.each(Object.keys(table))(
    '%s proves nothing of the kernel where nothing counts kills',
    (name) => {
      expect(diagnosisOf(name, { kills: NO_COUNTER })).not.toMatch(/^out-of-memory/);
    },
  );
});

/** A pid that any of the recorded may have given to a child. */
const YOUNGER = 99_999;

/** A kill of the kernel log; by default it fits what was recorded. */
function logged(pid: number, changed: Partial<LoggedKill> = {}): LoggedKill {
  return {
    time: 0,
    pid,
    command: 'node',
    anonRssBytes: 120 * MB,
    scope: 'cgroup',
    cgroup: '/ci',
    ...changed,
  };
}

const oneKillBesides = (alone: boolean): OomCase['kills'] => ({
  counter: { kind: 'cgroup', path: '/ci' },
  exact: false,
  count: 1,
  recent: true,
  alone,
  limitReached: true,
});

describe('a kill by the kernel', () => {
  const { pid } = recorded('oom-exec');

  it('is certain when the log names the process, whatever else ran', () => {
    expect(diagnosisOf('oom-exec', { log: [logged(pid)], kills: NO_COUNTER })).toBe(
      'out-of-memory of cgroup, task, certain',
    );
  });

  it('is of the host when the log says so', () => {
    expect(diagnosisOf('oom-exec', { log: [logged(pid, { scope: 'host' })] })).toBe(
      'out-of-memory of host, task, certain',
    );
  });

  it('is likely when another task ran while it was counted', () => {
    expect(diagnosisOf('oom-exec', { kills: oneKillBesides(false) })).toBe(
      'out-of-memory of cgroup, task, likely',
    );
  });

  it('is likely when only the host counted it: it may be of another container', () => {
    const kills = {
      ...oneKillBesides(true),
      counter: HOST_COUNTER,
      limitReached: undefined,
    } as const;
    expect(diagnosisOf('oom-exec', { kills })).toBe('out-of-memory of host, task, likely');
  });

  it('is not what ended a process that the log does not name', () => {
    expect(diagnosisOf('kill9', { log: [logged(1)], kills: oneKillBesides(true) })).toBe(
      'killed-by-signal SIGKILL, unproven',
    );
  });

  it('is not what ended a process long after it was counted', () => {
    expect(diagnosisOf('kill9', { kills: { ...oneKillBesides(true), recent: false } })).toBe(
      'killed-by-signal SIGKILL, unproven',
    );
  });

  it('is not of a task that another one dwarfs, where there are only counters', () => {
    const changed = { kills: oneKillBesides(false), largestOtherBytes: 900 * MB };
    expect(diagnosisOf('kill9-child', changed)).toBe('killed-by-signal SIGKILL, unproven');
    expect(diagnosisOf('oom-make', changed)).toBe('failed 2, certain');
  });

  it('is not of a task when another one lost more than it ever used, and prints nothing about it', () => {
    const changed = {
      kills: oneKillBesides(false),
      competingTasks: [{ peakBytes: 400 * MB, lostBytes: 390 * MB }],
    };
    expect(diagnosisOf('kill9-child', changed)).toBe('killed-by-signal SIGKILL, unproven');
    expect(diagnosisOf('oom-make', changed)).toBe('failed 2, certain');
  });

  it.each([
    ['another one lost less than this one used', 1, { peakBytes: 400 * MB, lostBytes: 100 * MB }],
    [
      'more were counted than others can have lost',
      2,
      { peakBytes: 400 * MB, lostBytes: 390 * MB },
    ],
  ])('can be of a task when %s', (_, count, competing) => {
    const kills = { ...oneKillBesides(false), count };
    expect(diagnosisOf('oom-make', { kills, competingTasks: [competing] })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });

  it('does not make a task fail that has printed nothing about it while others ran', () => {
    expect(diagnosisOf('fail', { kills: oneKillBesides(false) })).toBe('failed 1, certain');
  });

  it('of the host does not make a task fail that has printed nothing about it', () => {
    expect(diagnosisOf('fail', { kills: { ...oneKillBesides(true), counter: HOST_COUNTER } })).toBe(
      'failed 1, certain',
    );
  });

  it('of a descendant is recognised by a message of its parent, also while others ran', () => {
    expect(diagnosisOf('oom-make', { kills: oneKillBesides(false) })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });

  it.each([
    ['of a process of another task', { pidsOfOthers: new Set([YOUNGER]) }],
    ['of a process that is older', { canBeOfTask: () => false }],
    ['in another cgroup', { cgroup: '/other' }],
    ['while another task was far larger', { largestOtherBytes: 900 * MB }],
    ['of far more memory than the task used', { measured: { peakBytes: 20 * MB, samples: 9 } }],
  ])('%s is not of this one', (_, changed) => {
    expect(
      diagnosisOf('fail', {
        log: [logged(YOUNGER, { anonRssBytes: 400 * MB })],
        kills: oneKillBesides(true),
        ...changed,
      }),
    ).toBe('failed 1, certain');
  });

  it('of more memory than was sampled can be of a task with few samples', () => {
    const measured = { peakBytes: 1 * MB, samples: 2 };
    const log = [logged(YOUNGER, { anonRssBytes: 400 * MB })];
    expect(diagnosisOf('oom-make', { log, measured })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });

  it('of more memory than was sampled is not of this task when another one used so much', () => {
    const log = [logged(YOUNGER, { anonRssBytes: 200 * MB })];
    const competingTasks = [{ peakBytes: 210 * MB, lostBytes: 0 }];
    expect(diagnosisOf('oom-make', { log })).toBe('out-of-memory of cgroup, descendant, likely');
    expect(diagnosisOf('oom-make', { log, competingTasks })).toBe('failed 2, certain');
  });

  it('of a process that was sampled in the task needs no message, whatever ran beside it', () => {
    const changed = {
      kills: oneKillBesides(false),
      log: [logged(YOUNGER)],
      competingTasks: [{ peakBytes: 400 * MB, lostBytes: 390 * MB }],
      largestOtherBytes: 2000 * MB,
    };
    expect(diagnosisOf('fail', changed)).toBe('failed 1, certain');
    expect(diagnosisOf('fail', { ...changed, pidsAtPeak: new Set([YOUNGER]) })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });

  it('in a cgroup of the task alone is diagnosed even when the task goes on to succeed', () => {
    expect(diagnosisOf('oom-parent-0', { kills: { ...oneKillBesides(true), exact: true } })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });
});

describe('messages about a full heap', () => {
  const { output } = recorded('v8-main');
  const { output: ofWorker } = recorded('v8-worker');
  const quoting = (text: string): Partial<OomCase> => ({ messages: oomMessagesIn(text) });

  it('say nothing of a task that succeeds', () => {
    const passing = { ...recorded('fail'), code: 0 };
    expect(diagnose(caseOf(passing, quoting(output)))).toBeUndefined();
    expect(diagnose(caseOf(passing, quoting(ofWorker)))).toBeUndefined();
  });

  it('are a quotation when their process cannot have been of the task', () => {
    expect(diagnosisOf('fail', { ...quoting(output), canBeOfTask: () => false })).toBe(
      'failed 1, certain',
    );
  });

  it('are a quotation when the heap was larger than all the task used', () => {
    const large = output.replaceAll(/-> [\d.]+ /g, '-> 4000.5 ');
    expect(diagnosisOf('fail', { ...quoting(large), canBeOfTask: () => true })).toBe(
      'failed 1, certain',
    );
  });

  it('are a quotation when they come without what V8 says before them', () => {
    const line =
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';
    expect(diagnosisOf('fail', quoting(`Expected: "${line}"`))).toBe('failed 1, certain');
  });

  it('are taken from a container, whose pids are others, when the task aborted', () => {
    expect(diagnosisOf('v8-npm', { canBeOfTask: () => false })).toBe('v8-heap-limit, task, likely');
  });

  it('are a quotation when their process is alive', () => {
    expect(diagnosisOf('fail', { ...quoting(output), isRunning: () => true })).toBe(
      'failed 1, certain',
    );
  });

  it('of a worker are a quotation when the output goes on', () => {
    expect(diagnosisOf('fail', quoting(`${ofWorker}Tests: 1 failed\n`))).toBe('failed 1, certain');
  });

  it('of a worker may be followed by those of who started node', () => {
    const npm = 'npm error Lifecycle script `build` failed with error:\nnpm error code 1\n';
    expect(diagnosisOf('fail', quoting(ofWorker + npm))).toBe(
      'v8-heap-limit, worker-thread, certain',
    );
  });

  it('of a worker are none when they are only mentioned', () => {
    const mentioned =
      'Expected ERR_WORKER_OUT_OF_MEMORY: Worker terminated due to reaching memory limit: JS heap out of memory\n';
    expect(diagnosisOf('fail', quoting(mentioned))).toBe('failed 1, certain');
  });
});

describe('a task that is stopped', () => {
  it('was stopped, whatever ended it', () => {
    expect(diagnosisOf('kill9', { ending: 'stopped' })).toBe('stopped, certain');
    expect(diagnosisOf('oom-exec', { ending: 'stopped' })).toBe('stopped, certain');
  });

  it('was likely stopped when an interrupt ended it', () => {
    expect(diagnosisOf('fail', { ends: [{ kind: 'exit-signal', pid: 1, signal: 'SIGINT' }] })).toBe(
      'stopped, likely',
    );
    expect(diagnosisOf('fail', { ends: [{ kind: 'exit-code', pid: 1, code: 130 }] })).toBe(
      'stopped, likely',
    );
  });
});

describe('a task of several processes', () => {
  it('is diagnosed by the first that failed', () => {
    const ends: ProcessEnd[] = [
      { kind: 'exit-code', pid: 1, code: 0 },
      { kind: 'exit-code', pid: 2, code: 3 },
      { kind: 'exit-signal', pid: 3, signal: 'SIGTERM' },
    ];
    expect(diagnosisOf('fail', { ends })).toBe('failed 3, certain');
  });

  it('is unknown when it is not known how any of them ended', () => {
    expect(diagnosisOf('fail', { ends: [] })).toBe('unknown, unproven');
  });
});
