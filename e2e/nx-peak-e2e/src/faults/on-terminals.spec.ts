import { join } from 'node:path';
import { doctor } from '../support/fault';
import { changeFile } from '../support/files';
import { linesWithPeaks } from '../support/peaks';
import { withWorkspaceEach } from '../support/workspace';

/** Nx's native terminals and its TUI are not as we know them: they run as they do without us. */
const workspace = withWorkspaceEach({ linked: true });

/** A method or export that can be used and not be wrapped. */
function seal(file: string, owner: string, name: string): void {
  const value = `{ value: ${owner}.${name}, writable: false, enumerable: true }`;
  changeFile(
    join(workspace.root, 'node_modules/nx/dist/src', file),
    (text) => `${text}\nObject.defineProperty(${owner}, '${name}', ${value});\n`,
  );
}

interface Shown {
  readonly code: number;
  readonly screen: string;
  /** The rows with a peak. */
  readonly peaks: readonly string[];
}

async function inTerminal(args: readonly string[], NX_TUI: string): Promise<Shown> {
  const terminal = workspace.terminal([...args, '--skip-nx-cache'], {
    env: { NX_LOG_HEAP_USAGE: 'true', NX_TUI },
  });
  const code = await terminal.exit;
  const screen = terminal.screen().join('\n');
  return { code, screen, peaks: [...linesWithPeaks(screen).keys()] };
}

const TUI_SUMMARY = 'tasks-runner/life-cycles/tui-summary-life-cycle.js';
const NATIVE = 'native/index.js';

describe('a native pseudo-terminal that cannot be wrapped', () => {
  it.each([
    ['run a:fail', 1, 'failed'],
    ['run f:build', 0, 'Successfully ran'],
  ])(
    'nx %s runs as it does without us when its pseudo-terminal cannot be wrapped',
    async (command, code, printed) => {
      seal(NATIVE, 'module.exports.RustPseudoTerminal.prototype', 'runCommand');
      const shown = await inTerminal(command.split(' '), 'false');
      expect(shown).toMatchObject({ code, peaks: [] });
      expect(shown.screen).toContain(printed);
    },
  );

  it('the doctor names a native pseudo-terminal that cannot be wrapped', async () => {
    seal(NATIVE, 'module.exports.RustPseudoTerminal.prototype', 'runCommand');
    const { code, printed } = await doctor(workspace);
    expect(printed).toMatch(/^✖ integration point "pseudo-terminals": .*runCommand/m);
    expect(code).toBe(1);
  });
});

describe('a TUI that cannot be wrapped', () => {
  const RUN = ['run-many', '-t', 'build', '-p', 'a', 'b'];

  it('nx prints the summary after the TUI itself when that cannot be wrapped', async () => {
    seal(TUI_SUMMARY, 'exports', 'getTuiTerminalSummaryLifeCycle');
    const shown = await inTerminal(RUN, 'true');
    expect(shown.code).toBe(0);
    expect(shown.screen).toMatch(/✔ {2}nx run a:build\n/);
    expect(shown.screen).toContain('Successfully ran');
    const { printed } = await doctor(workspace);
    expect(printed).toMatch(/^✖ integration point "summary after the TUI"/m);
  });

  it('the summary after the TUI shows the peaks when its panes cannot be wrapped', async () => {
    seal('tasks-runner/life-cycle.js', 'exports.CompositeLifeCycle.prototype', 'appendTaskOutput');
    const shown = await inTerminal(RUN, 'true');
    expect(shown.code).toBe(0);
    expect([...shown.peaks].sort()).toEqual(['✔  nx run a:build', '✔  nx run b:build']);
    const { printed } = await doctor(workspace);
    expect(printed).toMatch(/^✖ integration point "panes of the TUI"/m);
  });
});
