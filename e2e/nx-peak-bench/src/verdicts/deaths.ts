import type { Truth } from './truth';

/** A way for a task to end, and what the truth about it is. */
export interface Death {
  /** As it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** What the task runs in a shell, in the root of its workspace. */
  readonly command: string;
  readonly truth: Truth;
  /** A program that not every machine has. */
  readonly needs?: string;
}

/** Texts of real deaths, which tasks quote; see death-workspace.ts. */
export const QUOTED = { heap: 'heap.txt', worker: 'worker.txt', killed: 'killed.txt' } as const;

const HEAP = 'node --max-old-space-size=40 dies.cjs heap';
const BY_KERNEL = { kind: 'out-of-memory', victim: 'task', end: { signal: 'SIGKILL' } } as const;
const OF_CHILD = { kind: 'out-of-memory', victim: 'descendant', end: { code: 1 } } as const;
const BY_V8 = { kind: 'v8-heap-limit', of: 'task', end: { signal: 'SIGABRT' } } as const;

/** Every kind of death, once a round. The programs are in `programs/dies.cjs`. */
export const deaths: readonly Death[] = [
  {
    name: 'oom',
    title: 'the kernel kills the task',
    command: 'exec node dies.cjs grow',
    truth: BY_KERNEL,
  },
  {
    name: 'oom-below-shell',
    title: 'the kernel kills a child of a shell, which passes that on',
    command: 'node dies.cjs grow; exit $?',
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
    command: 'node dies.cjs child 1 told grow',
    truth: OF_CHILD,
  },
  {
    name: 'oom-below-silent-node',
    title: 'the kernel kills a child of node, which fails without a word',
    command: 'node dies.cjs child 1 silent grow',
    truth: OF_CHILD,
  },
  {
    name: 'oom-unheeded',
    title: 'the kernel kills a child of node, which succeeds',
    command: 'node dies.cjs child 0 silent grow',
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
    command: 'node dies.cjs child 1 silent heap',
    truth: { kind: 'v8-heap-limit', of: 'descendant', end: { code: 1 } },
  },
  {
    name: 'v8-worker',
    title: 'V8 gives up in a worker thread',
    command: 'node dies.cjs worker',
    truth: { kind: 'v8-heap-limit', of: 'worker-thread', end: { code: 1 } },
  },
  {
    name: 'kill9',
    title: '`kill -9` of the task',
    command: 'node dies.cjs hold 60 500; kill -9 $$',
    truth: { kind: 'ended', end: { signal: 'SIGKILL' } },
  },
  {
    name: 'kill9-below-shell',
    title: '`kill -9` of a child of a shell, which passes that on',
    command: 'node dies.cjs signal SIGKILL; exit $?',
    truth: { kind: 'ended', end: { signal: 'SIGKILL' } },
  },
  {
    name: 'kill9-below-node',
    title: '`kill -9` of a child of node, which says so and fails',
    command: 'node dies.cjs child 1 told signal SIGKILL',
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'sigterm',
    title: 'SIGTERM',
    command: 'exec node dies.cjs signal SIGTERM',
    truth: { kind: 'ended', end: { signal: 'SIGTERM' } },
  },
  {
    name: 'sigsegv',
    title: 'SIGSEGV',
    command: 'exec node dies.cjs signal SIGSEGV',
    truth: { kind: 'ended', end: { signal: 'SIGSEGV' } },
  },
  {
    name: 'fail',
    title: 'plain failure',
    command: 'node dies.cjs fail 3',
    truth: { kind: 'ended', end: { code: 3 } },
  },
  {
    name: 'fail-quoting-v8',
    title: 'failure that prints the words of a V8 which gave up',
    command: `node dies.cjs fail 1 ${QUOTED.heap}`,
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'fail-quoting-worker',
    title: 'failure that prints the words of a full worker thread',
    command: `node dies.cjs fail 1 ${QUOTED.worker}`,
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'fail-saying-killed',
    title: 'failure that prints `Killed`',
    command: `node dies.cjs fail 1 ${QUOTED.killed}`,
    truth: { kind: 'ended', end: { code: 1 } },
  },
  {
    name: 'succeed-large',
    title: 'success that uses 250 MB',
    command: 'node dies.cjs hold 250 1500',
    truth: { kind: 'succeeded', lost: false },
  },
];
