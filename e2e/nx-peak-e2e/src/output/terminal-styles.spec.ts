import { type Terminal, untilRunning } from '@nx-peak/testkit';
import { blockOf } from '../support/output';
import { linesWithPeaks } from '../support/peaks';
import { inWorkspace, withWorkspace, type Workspace } from '../support/workspace';

/** What stands on the screen of a real terminal. */
const workspace = withWorkspace({ linked: true });

function start(args: readonly string[], env: Record<string, string> = {}): Terminal {
  return workspace.terminal([...args, '--skip-nx-cache'], {
    env: { NX_LOG_HEAP_USAGE: 'true', NX_TUI: 'false', ...env },
  });
}

/** The rows that show a peak, durations taken out. */
function rowsWithPeaks(terminal: Terminal): string[] {
  const rows = linesWithPeaks(terminal.screen().join('\n')).keys();
  return [...rows].map((row) => row.replace(/ \((?:[\d.]+m?s|<1ms)\)$/, ''));
}

describe('dynamic run-many', () => {
  it('dynamic run-many names the peak behind the duration, and in the list of what failed', async () => {
    const terminal = start(['run-many', '-t', 'build', 'fail', '-p', 'a', 'b', 'c']);
    expect(await terminal.exit).toBe(1);
    expect(rowsWithPeaks(terminal).sort()).toEqual([
      '- nx run a:fail',
      '✔  nx run a:build',
      '✔  nx run b:build',
      '✔  nx run c:build',
      '✖  nx run a:fail',
    ]);
    expect(terminal.screen().join('\n')).toMatch(
      /✔ {2}nx run a:build \([\d.]+m?s\) \(peak: \d+MB\)/,
    );
    expect(terminal.isDim(' (peak: ')).toBe(true);
  });

  it('dynamic run-many draws the rest of the screen as nx draws it', async () => {
    const terminal = start(['run-many', '-t', 'build', '-p', 'a', 'b', 'c']);
    await terminal.exit;
    const rows = terminal.screen().filter((row) => row !== '' && !row.includes('peak'));
    expect(rows).toEqual([
      expect.stringMatching(/^—+$/),
      expect.stringMatching(/^ NX {3}Successfully ran target build for 3 projects/),
      expect.stringMatching(/^ {2}Run duration:/),
      expect.stringMatching(/^ {2}Cache:/),
      expect.stringMatching(/^ {2}Critical path:/),
      expect.stringMatching(/^ {2}Recoverable time:/),
    ]);
    const block = blockOf(`${terminal.screen().join('\n')}\n`);
    expect(block).toMatch(/ b:build .*\n.* c:build .*\n.* a:build /);
  });
});

describe('dynamic run-one', () => {
  it('dynamic run-one gets lines of its own: for the task at its end, for its dependencies at the end of the run', async () => {
    const terminal = start(['run', 'c:build']);
    expect(await terminal.exit).toBe(0);
    const rows = rowsWithPeaks(terminal);
    expect(rows[0]).toBe('✔  nx run c:build');
    expect(rows.slice(1).sort()).toEqual(['✔  nx run a:build', '✔  nx run b:build']);
    expect(terminal.screen().join('\n')).toMatch(/released 200\n✔ {2}nx run c:build/);
  });

  it('dynamic run-one, the style of a single task, gets a line for it', async () => {
    const terminal = workspace.terminal(['run', 'a:fail'], { env: { NX_LOG_HEAP_USAGE: 'true' } });
    expect(await terminal.exit).toBe(1);
    expect(rowsWithPeaks(terminal)).toEqual(['✖  nx run a:fail']);
    expect(terminal.isDim(' (peak: ')).toBe(true);
  });

  it('dynamic run-one gets a line for a forked executor on a pseudo-terminal', async () => {
    const terminal = start(['run', 'f:build']);
    expect(await terminal.exit).toBe(0);
    expect(rowsWithPeaks(terminal)).toEqual(['✔  nx run f:build']);
  });

  it('dynamic run-one starts every row of its own in the first column', async () => {
    const terminal = start(['run', 'c:build']);
    await terminal.exit;
    const rows = terminal.screen().filter((row) => row.includes('(peak: '));
    expect(rows).toHaveLength(3);
    rows.forEach((row) => {
      expect(row).toMatch(/^✔/);
    });
  });
});

describe('stream in a terminal', () => {
  it('the style stream gets a line of its own for every finished task in a terminal', async () => {
    const terminal = start([
      'run-many',
      '-t',
      'quick',
      'build',
      '-p',
      'a',
      '--output-style=stream',
    ]);
    await terminal.exit;
    expect(rowsWithPeaks(terminal).sort()).toEqual(['✔  nx run a:build', '✔  nx run a:quick']);
  });
});

describe('Ctrl-C', () => {
  it('Ctrl-C leaves the peak of the task on the screen and the exit code as it is', async () => {
    const stopped = async (where: Workspace): Promise<Terminal> => {
      const terminal = where.terminal(['run', 'a:long'], { env: { NX_LOG_HEAP_USAGE: 'true' } });
      await terminal.waitFor('allocated 100');
      terminal.write('\u0003');
      await terminal.exit;
      return terminal;
    };
    const plain = await inWorkspace({}, stopped);
    const linked = await stopped(workspace);
    expect(rowsWithPeaks(linked)).toEqual(['✖  nx run a:long']);
    expect(await linked.exit).toBe(await plain.exit);
  });
});

describe('nx that exits before its task has ended', () => {
  it('nx that exits at once because a forked task on a terminal is killed still shows the peak', async () => {
    const terminal = start(['run', 'f:build']);
    await terminal.waitFor('allocating 160');
    await untilRunning(workspace, 'run-executor');
    const victim = workspace
      .processes()
      .find(({ command }) => command.includes('tasks-runner/fork.js'));
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    expect(await terminal.exit).toBeGreaterThan(128);
    expect(rowsWithPeaks(terminal)).toEqual(['◼  nx run f:build']);
  });
});

describe('the TUI', () => {
  const tui = (args: readonly string[]) => start(args, { NX_TUI: 'true' });

  it('the TUI ends the pane of a task with its peak, and lists the heaviest tasks before it exits', async () => {
    const terminal = tui(['run', 'c:build']);
    await terminal.waitFor(/Peak memory:/);
    const screen = terminal.screen().join('\n');
    expect(screen).toMatch(/allocated 200[^]*\(peak: \d+MB\)/);
    expect(screen).toMatch(/b:build {2}\d+MB[^]*c:build {2}\d+MB[^]*a:build {2}\d+MB/);
    expect(await terminal.exit).toBe(0);
    const block = blockOf(`${terminal.screen().join('\n')}\n`);
    expect(block).toMatch(/ b:build .*\n.* c:build .*\n.* a:build /);
  });

  it('the summary after the TUI names the peak of every task of run-one', async () => {
    const terminal = tui(['run', 'c:build']);
    expect(await terminal.exit).toBe(0);
    expect(rowsWithPeaks(terminal).sort()).toEqual([
      '> nx run a:build',
      '> nx run b:build',
      '> nx run c:build',
    ]);
  });

  it('the summary after the TUI names the peak of every task of run-many', async () => {
    const terminal = tui(['run-many', '-t', 'build', '-p', 'a', 'b']);
    expect(await terminal.exit).toBe(0);
    expect(rowsWithPeaks(terminal).sort()).toEqual(['✔  nx run a:build', '✔  nx run b:build']);
    expect(terminal.screen().join('\n')).toContain('Successfully ran');
  });

  it.each(['q', '\u0003'])(
    'the summary after the TUI names the peaks of tasks stopped by %j',
    async (key) => {
      const terminal = tui(['run-many', '-t', 'long', 'quick', '-p', 'a']);
      await untilRunning(workspace, 'alloc.js --megabytes=100');
      await terminal.waitFor(/✔ +a:quick/);
      terminal.write(key);
      await terminal.exit;
      expect(rowsWithPeaks(terminal)).toEqual(
        expect.arrayContaining(['> nx run a:long', '◼  nx run a:long']),
      );
    },
  );
});
