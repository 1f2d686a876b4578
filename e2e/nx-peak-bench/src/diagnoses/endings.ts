import type { Truth } from './truth';

/** A way for a task to end, and what the truth about it is. */
export interface Ending {
  /** As it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** What the task runs in a shell, in the root of its workspace. */
  readonly command: string;
  readonly truth: Truth;
  /** A program that not every machine has. */
  readonly needs?: string;
}

/** What tasks print that die for real, and others quote; see ending-workspace.ts. */
export const QUOTED = { heap: 'heap.txt', worker: 'worker.txt', killed: 'killed.txt' } as const;

/**
 * What runs the testkit's `dies.cjs`: a little while, so that tasks overlap differently each time; the
 * kernel is to like no other process as much as one that grows.
 */
export function dies(how: string, ...options: readonly string[]): string {
  return [
    'node dies.cjs',
    '--at-random=true',
    '--oom-score-adj=1000',
    `--how=${how}`,
    ...options,
  ].join(' ');
}

/** Runs `dies.cjs` in a child of node, which then ends with a code; `--reports-child` lets it say why. */
function diesInChild(how: string, code: number, ...options: readonly string[]): string {
  return dies('child', `--child=${how}`, `--exit-code=${code}`, ...options);
}

const REPORTS = '--reports-child=true';
const HEAP = dies('heap').replace('node', 'node --max-old-space-size=40');
const BY_KERNEL = { kind: 'out-of-memory', victim: 'task', end: { signal: 'SIGKILL' } } as const;
const OF_CHILD = { kind: 'out-of-memory', victim: 'descendant', end: { code: 1 } } as const;
const BY_V8 = { kind: 'v8-heap-limit', of: 'task', end: { signal: 'SIGABRT' } } as const;

/** Every way to end that is measured, once a round. */
export const endings: readonly Ending[] = [
  {
    name: 'oom',
    title: 'the kernel kills the task',
    command: `exec ${dies('grow')}`,
    truth: BY_KERNEL,
  },
  {
    name: 'oom-below-shell',
    title: 'the kernel kills a child of a shell, which passes that on',
    command: `${dies('grow')}; exit $?`,
    truth: BY_KERNEL,
  },
  {
    name: 'oom-below-npm',
    title: 'the kernel kills a script of npm, which passes that on',
    command: 'npm run --silent grow',
    truth: BY_KERNEL,
    needs: 'npm',
  },
  {
    name: 'oom-below-make',
    title: 'the kernel kills a command of make, which ends with 2',
    command: 'make grow',
    truth: { kind: 'out-of-memory', victim: 'descendant', end: { code: 2 } },
    needs: 'make',
  },
  {
    name: 'oom-below-node',
    title: 'the kernel kills a child of node, which says so and fails',
    command: diesInChild('grow', 1, REPORTS),
    truth: OF_CHILD,
  },
  {
    name: 'oom-below-silent-node',
    title: 'the kernel kills a child of node, which fails without a word',
    command: diesInChild('grow', 1),
    truth: OF_CHILD,
  },
  {
    name: 'oom-unheeded',
    title: 'the kernel kills a child of node, which succeeds',
    command: diesInChild('grow', 0),
    truth: { kind: 'succeeded', lost: true },
  },
  {
    name: 'v8',
    title: 'V8 gives up in the task',
    command: `exec ${HEAP}`,
    truth: BY_V8,
  },
  {
    name: 'v8-below-shell',
    title: 'V8 gives up in a child of a shell',
    command: `${HEAP}; exit $?`,
    truth: BY_V8,
  },
  {
    name: 'v8-below-node',
    title: 'V8 gives up in a child of node, which fails',
    command: diesInChild('heap', 1),
    truth: { kind: 'v8-heap-limit', of: 'descendant', end: { code: 1 } },
  },
  {
    name: 'v8-worker',
    title: 'V8 gives up in a worker thread',
    command: dies('worker'),
    truth: { kind: 'v8-heap-limit', of: 'worker-thread', end: { code: 1 } },
  },
  {
    name: 'kill9',
    title: '`kill -9` of the task',
    command: `${dies('hold', '--megabytes=60', '--hold-ms=500')}; kill -9 $$`,
    truth: { kind: 'ended', end: { signal: 'SIGKILL' } },
  },
  {
    name: 'kill9-below-shell',
    title: '`kill -9` of a child of a shell, which passes that on',
    command: `${dies('signal', '--signal=SIGKILL')}; exit $?`,
    truth: { kind: 'ended', end: { signal: 'SIGKILL' } },
  },
  {
    name: 'kill9-below-node',
    title: '`kill -9` of a child of node, which says so and fails',
    command: diesInChild('signal', 1, REPORTS, '--signal=SIGKILL'),
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'sigterm',
    title: 'SIGTERM',
    command: `exec ${dies('signal', '--signal=SIGTERM')}`,
    truth: { kind: 'ended', end: { signal: 'SIGTERM' } },
  },
  {
    name: 'sigsegv',
    title: 'SIGSEGV',
    command: `exec ${dies('signal', '--signal=SIGSEGV')}`,
    truth: { kind: 'ended', end: { signal: 'SIGSEGV' } },
  },
  {
    name: 'fail',
    title: 'plain failure',
    command: dies('fail', '--exit-code=3'),
    truth: { kind: 'ended', end: { code: 3 } },
  },
  {
    name: 'fail-quoting-v8',
    title: 'failure that prints the words of a V8 which gave up',
    command: dies('fail', '--exit-code=1', `--text=${QUOTED.heap}`),
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'fail-quoting-worker',
    title: 'failure that prints the words of a full worker thread',
    command: dies('fail', '--exit-code=1', `--text=${QUOTED.worker}`),
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'fail-saying-killed',
    title: 'failure that prints `Killed`',
    command: dies('fail', '--exit-code=1', `--text=${QUOTED.killed}`),
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'succeed-large',
    title: 'success that uses 250 MB',
    command: dies('hold', '--megabytes=250', '--hold-ms=1500'),
    truth: { kind: 'succeeded', lost: false },
  },
];
