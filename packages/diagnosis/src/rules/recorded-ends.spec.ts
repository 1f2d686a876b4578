import { diagnosisOf, recordedNames } from '../testing/recorded-ends';
import { NO_COUNTER } from './oom-case';

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
    expect(Object.keys(table).sort()).toEqual(recordedNames().sort());
  });

  it.each(Object.keys(table))(
    '%s proves nothing of the kernel where nothing counts kills',
    (name) => {
      expect(diagnosisOf(name, { kills: NO_COUNTER })).not.toMatch(/^out-of-memory/);
    },
  );
});
