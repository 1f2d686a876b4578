import { describe as tell } from './format-diagnosis';
import type { Cause, Confidence, Evidence, MemoryAtEnd, Diagnosis } from './diagnosis';

const MB = 1024 ** 2;

const memory: MemoryAtEnd = {
  current: 2 * MB,
  limit: { bytes: 512 * MB, group: '/docker/1' },
  machine: 16 * 1024 * MB,
  others: [],
};

function diagnosis(
  cause: Cause,
  {
    confidence = 'certain',
    evidence = [],
    ...rest
  }: Partial<Diagnosis> & Partial<MemoryAtEnd> = {},
): Diagnosis {
  const held = { ...memory, ...rest };
  return { ...cause, confidence: confidence satisfies Confidence, evidence, memory: held };
}

const logged: Evidence = { kind: 'kernel-log', pid: 812, command: 'node', anonRss: 470 * MB };
const killed: Cause = { kind: 'out-of-memory', scope: 'group', victim: 'task' };

describe('what is told', () => {
  it('of a kill at a limit: what died, the proof, the limit, who else ran, what helps', () => {
    const others = [
      { taskId: 'b:test', bytes: 190 * MB },
      { taskId: 'c:lint', bytes: 80 * MB },
    ];
    expect(tell(diagnosis(killed, { evidence: [logged], others }), 480 * MB)).toEqual({
      headline:
        'ran out of memory: the kernel killed it (certain: the kernel log names node, process 812, with 470MB)',
      details: [
        'it was seen to hold 480MB; the limit is 512MB (cgroup /docker/1)',
        'at that moment also running: b:test 190MB, c:lint 80MB',
        'give it a larger limit, or run fewer tasks beside it (--parallel); a larger --max-old-space-size makes it worse',
      ],
    });
  });

  it('of the limit of a container, which sees its own group as the root', () => {
    const limit = { bytes: 600 * MB, group: '/' };
    expect(tell(diagnosis(killed, { evidence: [logged], limit }), 480 * MB)?.details).toContain(
      'it was seen to hold 480MB; the limit is 600MB (this container)',
    );
  });

  it('of a kill for want of memory of the machine', () => {
    const evidence: Evidence[] = [{ kind: 'oom-kills', of: 'machine', count: 1 }];
    const told = tell(
      diagnosis({ ...killed, scope: 'host' }, { evidence, confidence: 'likely' }),
      undefined,
    );
    expect(told).toEqual({
      headline:
        'ran out of memory: the kernel killed it (likely: the kernel counted 1 such kill on this machine)',
      details: [
        'it ended before it was measured; the machine has 16.0GB',
        'run fewer tasks at once (--parallel), or on a machine with more memory; a larger --max-old-space-size makes it worse',
      ],
    });
  });

  it('of a kill further down says that the task lost a process', () => {
    expect(tell(diagnosis({ ...killed, victim: 'descendant' }), 480 * MB)?.headline).toMatch(
      /^lost a process that ran out of memory/,
    );
  });

  it('of a full heap in a container: that V8 takes half of the limit', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'task', heap: 259 * MB };
    expect(tell(diagnosis(cause), 300 * MB)).toEqual({
      headline: 'ran out of JavaScript heap: V8 gave up at 259MB (certain)',
      details: [
        'V8 sizes its heap from the memory limit: about half of the 512MB of cgroup /docker/1',
        'raise it with NODE_OPTIONS=--max-old-space-size=<MB>, or in the command if that sets it, well below the limit: beyond it the kernel kills instead',
      ],
    });
  });

  it('of a full heap that a flag made small: not that', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'task', heap: 40 * MB };
    expect(tell(diagnosis(cause), 300 * MB)?.details[0]).toBe(
      'the memory limit is 512MB (cgroup /docker/1)',
    );
  });

  it('of a full heap without a limit: how to raise it', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'descendant', heap: 40 * MB };
    expect(tell(diagnosis(cause, { limit: undefined }), 300 * MB)).toEqual({
      headline: 'lost a process that ran out of JavaScript heap: V8 gave up at 40MB (certain)',
      details: [
        'raise it with NODE_OPTIONS=--max-old-space-size=<MB>, or in the command if that sets it',
      ],
    });
  });

  it('of a worker thread: both ways to raise its heap', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'worker-thread', heap: undefined };
    const told = tell(diagnosis(cause, { limit: undefined }), 300 * MB);
    expect(told?.details).toEqual([
      "raise the worker's resourceLimits.maxOldGenerationSizeMb, or NODE_OPTIONS=--max-old-space-size=<MB>",
    ]);
  });

  it('of a kill that nobody explains: one line', () => {
    const cause: Cause = { kind: 'killed-by-signal', signal: 'SIGKILL' };
    expect(tell(diagnosis(cause, { confidence: 'not proven' }), 1)).toEqual({
      headline: 'was killed by SIGKILL; whether for want of memory is not proven',
      details: [],
    });
  });

  it.each<Cause>([
    { kind: 'killed-by-signal', signal: 'SIGTERM' },
    { kind: 'failed', code: 1 },
    { kind: 'stopped' },
    { kind: 'unknown' },
  ])('of %j: nothing', (cause) => {
    expect(tell(diagnosis(cause), 1)).toBeUndefined();
  });

  it.each(['certain', 'likely', 'not proven'] as const)(
    'never takes more than four lines (%s)',
    (confidence) => {
      const others = Array.from({ length: 9 }, (_, n) => ({ taskId: `p${n}:build`, bytes: MB }));
      const told = tell(diagnosis(killed, { confidence, others }), MB);
      expect(told?.details.length).toBe(3);
      expect(told?.details[1]).toMatch(/, 6 more$/);
    },
  );
});
