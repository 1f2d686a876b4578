import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, untilRunning } from '@nx-peak/testkit';
import { stripAnsi } from '../support/output';
import { linesWithPeaks } from '../support/peaks';
import { nxUnderShell, stateLeftBy, type TerminalState } from '../support/terminal-state';
import { withWorkspace, type Workspace } from '../support/workspace';

/** nx that is stopped: it ends as it does without us, and tells the peaks known by then. */
const ON = { NX_LOG_HEAP_USAGE: 'true' };

const plain = withWorkspace({ pluginWorkers: true });
const linked = withWorkspace({ linked: true, pluginWorkers: true });

interface Stopped {
  readonly exit: unknown;
  readonly all: string;
}

/** Does the same in both workspaces at once. */
async function inBoth<T>(stop: (where: Workspace) => Promise<T>): Promise<{ plain: T; linked: T }> {
  const [one, other] = await Promise.all([stop(plain), stop(linked)]);
  return { plain: one, linked: other };
}

/** The task holds its memory; after this it was sampled, at the usual interval. */
async function running(where: Workspace): Promise<void> {
  await untilRunning(where, 'alloc.js --megabytes=100');
  await new Promise((resolve) => setTimeout(resolve, 1200));
}

/** The lines that show a peak, durations taken out. */
function peakLines(output: string): string[] {
  const lines = [...linesWithPeaks(output).keys()];
  return lines.map((line) => line.replace(/ \((?:[\d.]+m?s|<1ms)\)$/, '')).sort();
}

/** Resolves when nx shows those of the lines that are of tasks which end by themselves. */
async function untilShown(lines: readonly string[], shown: () => string): Promise<void> {
  const ended = lines.filter((line) => line.startsWith('✔'));
  await until(`${ended.join(', ')} to be shown`, () =>
    ended.every((line) => shown().includes(line)),
  );
}

describe.each([
  // Nx silences itself after SIGINT, and us with it.
  ['SIGINT', 'run-many -t long', []],
  ['SIGINT', 'run a:long', []],
  ['SIGTERM', 'run-many -t long', ['- a:long', '> nx run a:long']],
  ['SIGTERM', 'run a:long', ['- a:long', '◼  nx run a:long']],
  ['SIGHUP', 'run-many -t long', ['- a:long', '> nx run a:long']],
  ['SIGHUP', 'run a:long', ['- a:long', '◼  nx run a:long']],
] as const)('%s to nx in a pipe: nx %s', (signal, command, expected) => {
  it(`nx ${command} in a pipe ends after ${signal} as without us, and shows the peaks where nx still prints`, async () => {
    const both = await inBoth(async (where): Promise<Stopped> => {
      const run = where.spawn(command.split(' '), { env: ON });
      await running(where);
      run.kill(signal);
      const { all, ...exit } = await run.finished;
      return { exit: { code: exit.code, signal: exit.signal }, all };
    });
    expect(both.linked.exit).toEqual(both.plain.exit);
    expect(peakLines(both.linked.all)).toEqual(expected);
    expect(both.linked.all).not.toContain('MaxListenersExceededWarning');
  });
});

describe.each([
  ['run-many -t long', ['- nx run a:long', '✖  nx run a:long']],
  // More than one task: nx itself gets the key, and is silent from then on.
  ['run-many -t long quick', ['✔  nx run a:quick']],
  ['run a:long', ['✖  nx run a:long']],
  ['run-many -t long --output-style=static', ['- a:long', '> nx run a:long']],
  ['run a:long --output-style=static', ['- a:long', '> nx run a:long']],
] as const)('Ctrl-C in a terminal: nx %s', (command, expected) => {
  it(`nx ${command} in a terminal ends after Ctrl-C as without us, shows the peaks, and leaves the terminal as nx does`, async () => {
    const both = await inBoth(async (where): Promise<Stopped & { state: TerminalState }> => {
      const env = { ...ON, NX_TUI: 'false' };
      const terminal = nxUnderShell(where, command.split(' '), env);
      await running(where);
      await untilShown(expected, () => terminal.screen().join('\n'));
      terminal.write('\u0003');
      const exit = await terminal.exit;
      return { exit, all: terminal.screen().join('\n'), state: stateLeftBy(terminal, where) };
    });
    expect(both.linked.exit).toEqual(both.plain.exit);
    expect(both.linked.state).toEqual(both.plain.state);
    expect(peakLines(both.linked.all)).toEqual(expected);
    expect(both.linked.all).not.toContain('MaxListenersExceededWarning');
  });
});

describe('a run to its end in a terminal', () => {
  it.each(['run-many -t quick fail -p a', 'run a:quick'])(
    'nx %s that runs to its end leaves the terminal as it does without us',
    async (command) => {
      const both = await inBoth(async (where) => {
        const env = { ...ON, NX_TUI: 'false' };
        const terminal = nxUnderShell(where, [...command.split(' '), '--skip-nx-cache'], env);
        return { exit: await terminal.exit, state: stateLeftBy(terminal, where) };
      });
      expect(both.linked).toEqual(both.plain);
    },
  );
});

describe.each([
  ['run-many -t quick long', ['◼  nx run a:long', '✔  nx run a:quick']],
  ['run a:long', ['◼  nx run a:long']],
] as const)('process.exit inside nx: nx %s', (command, expected) => {
  it(`nx ${command} in which process.exit is called exits with that code, and shows the peaks`, async () => {
    const both = await inBoth(async (where): Promise<Stopped> => {
      const preload = join(where.root, 'exit.js');
      writeFileSync(
        preload,
        `if (/[\\\\/]nx$/.test(process.argv[1])) process.once('SIGUSR2', () => process.exit(7));`,
      );
      const env = { ...ON, NODE_OPTIONS: `--require ${preload}` };
      const run = where.spawn(command.split(' '), { env });
      await running(where);
      await untilShown(expected, () => stripAnsi(run.all));
      run.kill('SIGUSR2');
      const { all, code } = await run.finished;
      return { exit: code, all };
    });
    expect(both.plain.exit).toBe(7);
    expect(both.linked.exit).toBe(7);
    expect(peakLines(both.linked.all)).toEqual(expected);
  });
});
