import { blockOf } from './support/output';
import { linesWithPeaks } from './support/peaks';
import type { Terminal } from './support/terminal';
import { untilRunning } from './support/until';
import { createWorkspace, type Workspace } from './support/workspace';

/** What stands on the screen of a real terminal. */
let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ linked: true });
});

afterAll(() => {
  workspace.dispose();
});

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
  it('names the peak behind the duration, and in the list of what failed', async () => {
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

  it('draws the rest of the screen as nx draws it', async () => {
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
  it('gets lines of its own: for the task at its end, for its dependencies at the end of the run', async () => {
    const terminal = start(['run', 'c:build']);
    expect(await terminal.exit).toBe(0);
    const rows = rowsWithPeaks(terminal);
    expect(rows[0]).toBe('✔  nx run c:build');
    expect(rows.slice(1).sort()).toEqual(['✔  nx run a:build', '✔  nx run b:build']);
    expect(terminal.screen().join('\n')).toMatch(/released 200\n✔ {2}nx run c:build/);
  });

  it('gets a line for a single task, which is shown this way unless told otherwise', async () => {
    const terminal = workspace.terminal(['run', 'a:fail'], { env: { NX_LOG_HEAP_USAGE: 'true' } });
    expect(await terminal.exit).toBe(1);
    expect(rowsWithPeaks(terminal)).toEqual(['✖  nx run a:fail']);
    expect(terminal.isDim(' (peak: ')).toBe(true);
  });

  it('gets a line for a forked executor on a pseudo-terminal', async () => {
    const terminal = start(['run', 'f:build']);
    expect(await terminal.exit).toBe(0);
    expect(rowsWithPeaks(terminal)).toEqual(['✔  nx run f:build']);
  });

  it('starts every row of its own in the first column', async () => {
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
  it('gets a line of its own for every finished task', async () => {
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
  it('leaves the peak of the task on the screen and the exit code as it is', async () => {
    const plain = await createWorkspace();
    const exits: number[] = [];
    for (const where of [plain, workspace]) {
      const terminal = where.terminal(['run', 'a:long'], { env: { NX_LOG_HEAP_USAGE: 'true' } });
      await terminal.waitFor('allocated 100');
      terminal.write('\u0003');
      exits.push(await terminal.exit);
      if (where === workspace) {
        expect(rowsWithPeaks(terminal)).toEqual(['✖  nx run a:long']);
      }
    }
    plain.dispose();
    expect(exits[1]).toBe(exits[0]);
  });
});

describe('nx that exits before its task has ended', () => {
  it('still shows the peak: nx exits at once when a forked task on a terminal is killed', async () => {
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

  it('ends the pane of a task with its peak, and tells the heaviest tasks before it exits', async () => {
    const terminal = tui(['run', 'c:build']);
    await terminal.waitFor(/Peak memory:/);
    const screen = terminal.screen().join('\n');
    expect(screen).toMatch(/allocated 200[^]*\(peak: \d+MB\)/);
    expect(screen).toMatch(/b:build {2}\d+MB[^]*c:build {2}\d+MB[^]*a:build {2}\d+MB/);
    expect(await terminal.exit).toBe(0);
    const block = blockOf(`${terminal.screen().join('\n')}\n`);
    expect(block).toMatch(/ b:build .*\n.* c:build .*\n.* a:build /);
  });

  it('names the peak of every task in the summary after it, of run-one', async () => {
    const terminal = tui(['run', 'c:build']);
    expect(await terminal.exit).toBe(0);
    expect(rowsWithPeaks(terminal).sort()).toEqual([
      '> nx run a:build',
      '> nx run b:build',
      '> nx run c:build',
    ]);
  });

  it('names the peak of every task in the summary after it, of run-many', async () => {
    const terminal = tui(['run-many', '-t', 'build', '-p', 'a', 'b']);
    expect(await terminal.exit).toBe(0);
    expect(rowsWithPeaks(terminal).sort()).toEqual(['✔  nx run a:build', '✔  nx run b:build']);
    expect(terminal.screen().join('\n')).toContain('Successfully ran');
  });

  it.each(['q', '\u0003'])('names the peaks of tasks stopped by %j', async (key) => {
    const terminal = tui(['run-many', '-t', 'long', 'quick', '-p', 'a']);
    await untilRunning(workspace, 'alloc.js 100');
    await terminal.waitFor(/✔ +a:quick/);
    terminal.write(key);
    await terminal.exit;
    expect(rowsWithPeaks(terminal)).toEqual(
      expect.arrayContaining(['> nx run a:long', '◼  nx run a:long']),
    );
  });
});
