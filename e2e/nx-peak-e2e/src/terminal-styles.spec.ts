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
  it('runs unharmed', async () => {
    const terminal = start(['run-many', '-t', 'quick', 'build', '-p', 'a', '--tuiAutoExit=1'], {
      NX_TUI: 'true',
    });
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen().join('\n')).toMatch(/✔ {2}nx run a:build[^]*Successfully ran/);
  });
});
