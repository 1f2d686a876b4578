import type { Cause, Confidence, Diagnosis, Evidence, MemoryAtEnd } from '../diagnosis';
import { formatDiagnosis } from './format-diagnosis';

const MB = 1024 ** 2;

const memory: MemoryAtEnd = {
  currentBytes: 2 * MB,
  limit: { bytes: 512 * MB, cgroup: '/docker/1' },
  hostBytes: 16 * 1024 * MB,
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
  const atEnd = { ...memory, ...rest };
  return { ...cause, confidence: confidence satisfies Confidence, evidence, memory: atEnd };
}

const logged: Evidence = { kind: 'kernel-log', pid: 812, command: 'node', anonRssBytes: 470 * MB };
const killed: Cause = { kind: 'out-of-memory', scope: 'cgroup', victim: 'task' };

describe('the text of a diagnosis', () => {
  it('has the evidence, the peak, the limit, the other tasks, and what helps after a kill at a limit', () => {
    const others = [
      { taskId: 'b:test', rssBytes: 190 * MB },
      { taskId: 'c:lint', rssBytes: 80 * MB },
    ];
    expect(formatDiagnosis(diagnosis(killed, { evidence: [logged], others }), 480 * MB)).toEqual({
      headline:
        'was OOM-killed by the kernel (certain: the kernel log names node, process 812, with 470MB)',
      details: [
        'peak 480MB of a 512MB limit (cgroup /docker/1)',
        'running at that moment: b:test 190MB, c:lint 80MB',
        'Raise the limit, or run fewer tasks at once (--parallel). A larger --max-old-space-size makes it worse.',
      ],
    });
  });

  it('names the limit of a container, which sees its own cgroup as the root', () => {
    const limit = { bytes: 600 * MB, cgroup: '/' };
    expect(
      formatDiagnosis(diagnosis(killed, { evidence: [logged], limit }), 480 * MB)?.details,
    ).toContain('peak 480MB of a 600MB limit (this container)');
  });

  it('has the RAM of the host after a kill on a host without memory', () => {
    const evidence: Evidence[] = [
      { kind: 'oom-kill-counter', counter: { kind: 'host' }, count: 1 },
    ];
    const text = formatDiagnosis(
      diagnosis({ ...killed, scope: 'host' }, { evidence, confidence: 'likely' }),
      undefined,
    );
    expect(text).toEqual({
      headline: 'was OOM-killed by the kernel (likely: oom_kill rose by 1 on this host)',
      details: [
        'no peak measured; the host has 16.0GB',
        'Run fewer tasks at once (--parallel), or use a machine with more memory. A larger --max-old-space-size makes it worse.',
      ],
    });
  });

  it('says that the task lost a process after a kill of a descendant', () => {
    expect(
      formatDiagnosis(diagnosis({ ...killed, victim: 'descendant' }), 480 * MB)?.headline,
    ).toMatch(/^lost a process that was OOM-killed by the kernel \(/);
  });

  it('says of a full heap in a container that V8 takes half of the limit', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'task', heapBytes: 259 * MB };
    expect(formatDiagnosis(diagnosis(cause), 300 * MB)).toEqual({
      headline: 'ran out of JavaScript heap at 259MB (certain)',
      details: [
        'V8 sizes its heap by the memory limit: about half of 512MB (cgroup /docker/1)',
        'Raise it with NODE_OPTIONS=--max-old-space-size=<MB>, or in the command if that sets it. Stay well below the memory limit: above it the kernel kills the process.',
      ],
    });
  });

  it('does not say so of a full heap that a flag made small', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'task', heapBytes: 40 * MB };
    expect(formatDiagnosis(diagnosis(cause), 300 * MB)?.details[0]).toBe(
      'memory limit 512MB (cgroup /docker/1)',
    );
  });

  it('says of a full heap without a limit how to raise it', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'descendant', heapBytes: 40 * MB };
    expect(formatDiagnosis(diagnosis(cause, { limit: undefined }), 300 * MB)).toEqual({
      headline: 'lost a process that ran out of JavaScript heap at 40MB (certain)',
      details: [
        'Raise it with NODE_OPTIONS=--max-old-space-size=<MB>, or in the command if that sets it.',
      ],
    });
  });

  it('has both ways to raise the heap of a full worker thread', () => {
    const cause: Cause = { kind: 'v8-heap-limit', of: 'worker-thread', heapBytes: undefined };
    const text = formatDiagnosis(diagnosis(cause, { limit: undefined }), 300 * MB);
    expect(text?.details).toEqual([
      "Raise the worker's resourceLimits.maxOldGenerationSizeMb, or set NODE_OPTIONS=--max-old-space-size=<MB>.",
    ]);
  });

  it('is one line after a kill without an explanation', () => {
    const cause: Cause = { kind: 'killed-by-signal', signal: 'SIGKILL' };
    expect(formatDiagnosis(diagnosis(cause, { confidence: 'unproven' }), 1)).toEqual({
      headline: 'was killed by SIGKILL (no evidence that memory ran out)',
      details: [],
    });
  });

  it.each<Cause>([
    { kind: 'killed-by-signal', signal: 'SIGTERM' },
    { kind: 'failed', code: 1 },
    { kind: 'stopped' },
    { kind: 'unknown' },
  ])('is none for %j', (cause) => {
    expect(formatDiagnosis(diagnosis(cause), 1)).toBeUndefined();
  });

  it.each(['certain', 'likely', 'unproven'] as const)(
    'is never longer than four lines (%s)',
    (confidence) => {
      const others = Array.from({ length: 9 }, (_, n) => ({ taskId: `p${n}:build`, rssBytes: MB }));
      const text = formatDiagnosis(diagnosis(killed, { confidence, others }), MB);
      expect(text?.details.length).toBe(3);
      expect(text?.details[1]).toMatch(/, 6 more$/);
    },
  );
});
