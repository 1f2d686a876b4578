import type { Variables } from '@nx-peak/testkit';
import { isAtLeast } from '../support/nx-versions';
import type { Kind } from './kinds';

/** A way in which nx shows what it runs. */
export interface Style {
  /** Its name for `PEAK_E2E_ONLY` and test names. */
  readonly key: string;
  /** Its name in the documentation. */
  readonly title: string;
  /** Into what nx prints: a pipe, a terminal line by line, or a terminal as a whole. */
  readonly medium: 'pipe' | 'terminal' | 'tui';
  /** Whether several tasks are asked for, or one that depends on them. */
  readonly command: 'run-many' | 'run-one';
  readonly flags: readonly string[];
  readonly env: Variables;
  /** The first version that has it. */
  readonly since: string;
  /** Whether nx shows the task's output as it comes, and so names it when it starts. */
  readonly streams: (kind: Kind) => boolean;
}

const onlyServers = (kind: Kind): boolean => kind === 'continuous';
const all = (): boolean => true;
const none = (): boolean => false;

const inPipe = {
  medium: 'pipe',
  command: 'run-many',
  flags: [],
  env: {},
  since: '20',
  streams: onlyServers,
} as const satisfies Partial<Style>;

const inTerminal = {
  ...inPipe,
  medium: 'terminal',
  env: { NX_TUI: 'false' },
  streams: none,
} as const satisfies Partial<Style>;

export const styles: readonly Style[] = [
  { ...inPipe, key: 'static', title: 'static' },
  { ...inPipe, key: 'static-verbose', title: 'static `--verbose`', flags: ['--verbose'] },
  { ...inPipe, key: 'stream', title: 'stream', flags: ['--output-style=stream'], streams: all },
  {
    ...inPipe,
    key: 'stream-without-prefixes',
    title: 'stream-without-prefixes',
    flags: ['--output-style=stream-without-prefixes'],
    streams: all,
  },
  {
    ...inPipe,
    key: 'github-actions',
    title: 'GitHub Actions',
    flags: ['--output-style=static'],
    env: { GITHUB_ACTIONS: 'true' },
    streams: none,
  },
  {
    ...inPipe,
    key: 'summary',
    title: 'summary',
    flags: ['--output-style=summary'],
    since: '23.3',
  },
  { ...inTerminal, key: 'dynamic-run-many', title: 'dynamic, run-many' },
  {
    ...inTerminal,
    key: 'dynamic-run-one',
    title: 'dynamic, run-one',
    command: 'run-one',
    streams: all,
  },
  {
    ...inTerminal,
    key: 'tui',
    title: 'TUI',
    medium: 'tui',
    env: { NX_TUI: 'true' },
    since: '21',
  },
];

/** Whether it takes a variable to make this nx run tasks in batches. */
export function needsBatchMode(version: string): boolean {
  return !isAtLeast(version, '22.7');
}
