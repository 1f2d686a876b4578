import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { patience, Terminal, type Variables } from '@nx-peak/testkit';
import { bareEnvironment } from './environment';
import type { Workspace } from './workspace';

/** How a command left the terminal it ran in. */
export interface TerminalState {
  /** Whether it was the last to show or to hide the cursor; undefined when it did neither. */
  readonly cursor: 'shown' | 'hidden' | undefined;
  /** The modes of the line (echo, canonical input, ...) as `stty -a` tells them. */
  readonly before: string;
  readonly after: string;
}

/** nx in a terminal, as a child of a shell that notes the terminal's state before and after it. */
export function nxUnderShell(
  workspace: Workspace,
  args: readonly string[],
  variables: Variables,
): Terminal {
  // The shell gets Ctrl-C too, and has to outlive it.
  const script = 'trap : INT; stty -a > before; "$0" "$@"; code=$?; stty -a > after; exit $code';
  return new Terminal(
    {
      file: 'sh',
      args: ['-c', script, join(workspace.root, 'node_modules/.bin/nx'), ...args],
      cwd: workspace.root,
      env: bareEnvironment({
        HOME: workspace.home,
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        TERM: 'xterm-256color',
        ...variables,
      }),
      owner: dirname(workspace.root),
      timeoutMs: patience(60_000),
    },
    { cols: 120, rows: 40 },
  );
}

/** What nx left behind; to be asked when the terminal has ended. */
export function stateLeftBy(terminal: Terminal, workspace: Workspace): TerminalState {
  const last = terminal.raw.match(CURSOR)?.at(-1);
  const cursors = { h: 'shown', l: 'hidden' } as const;
  return {
    cursor: last === undefined ? undefined : cursors[last.endsWith('h') ? 'h' : 'l'],
    before: readFileSync(join(workspace.root, 'before'), 'utf8'),
    after: readFileSync(join(workspace.root, 'after'), 'utf8'),
  };
}

const ESCAPE = '\u001b';

/** Shows the cursor (h) or hides it (l). */
const CURSOR = new RegExp(`${ESCAPE}\\[\\?25[hl]`, 'g');
