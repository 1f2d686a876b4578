import type { LoggedKill } from '@nx-peak/host';
import { diagnosisOf, MB, recorded } from '../testing/recorded-ends';
import { NO_COUNTER, type OomCase } from './oom-case';
import { HOST_COUNTER } from './oom-kill-ledger';

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

  it('does not make a task fail that has printed nothing about it when the host counted it', () => {
    expect(diagnosisOf('fail', { kills: { ...oneKillBesides(true), counter: HOST_COUNTER } })).toBe(
      'failed 1, certain',
    );
  });

  it('is recognised as that of a descendant by a message of its parent, also while others ran', () => {
    expect(diagnosisOf('oom-make', { kills: oneKillBesides(false) })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });

  it.each([
    ['it is of a process of another task', { pidsOfOthers: new Set([YOUNGER]) }],
    ['it is of a process that is older', { canBeOfTask: () => false }],
    ['it is in another cgroup', { cgroup: '/other' }],
    ['another task was far larger', { largestOtherBytes: 900 * MB }],
    [
      'it is of far more memory than the task used',
      { measured: { peakBytes: 20 * MB, samples: 9 } },
    ],
  ])('is not of this task when %s', (_, changed) => {
    expect(
      diagnosisOf('fail', {
        log: [logged(YOUNGER, { anonRssBytes: 400 * MB })],
        kills: oneKillBesides(true),
        ...changed,
      }),
    ).toBe('failed 1, certain');
  });

  it('can be of a task with few samples when it is of more memory than was sampled', () => {
    const measured = { peakBytes: 1 * MB, samples: 2 };
    const log = [logged(YOUNGER, { anonRssBytes: 400 * MB })];
    expect(diagnosisOf('oom-make', { log, measured })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });

  it('is not of this task when another one used as much as was killed, and this one did not', () => {
    const log = [logged(YOUNGER, { anonRssBytes: 200 * MB })];
    const competingTasks = [{ peakBytes: 210 * MB, lostBytes: 0 }];
    expect(diagnosisOf('oom-make', { log })).toBe('out-of-memory of cgroup, descendant, likely');
    expect(diagnosisOf('oom-make', { log, competingTasks })).toBe('failed 2, certain');
  });

  it('needs no message when the process was sampled in the task, whatever ran beside it', () => {
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

  it('is diagnosed even when the task goes on to succeed if the cgroup is its alone', () => {
    expect(diagnosisOf('oom-parent-0', { kills: { ...oneKillBesides(true), exact: true } })).toBe(
      'out-of-memory of cgroup, descendant, likely',
    );
  });
});
