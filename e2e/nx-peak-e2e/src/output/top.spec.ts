import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { until, type RunningCommand } from '@nx-peak/testkit';
import { isPeakOf } from '../support/peaks';
import { withWorkspace } from '../support/workspace';

/** What is seen of a run in progress. */
const workspace = withWorkspace({ linked: true });

const ON = { NX_LOG_HEAP_USAGE: 'true' };

describe('nx-peak top', () => {
  const liveFolder = (): string => join(workspace.root, '.nx/peak/live');

  /** A run in progress that can be asked. */
  async function liveRun(): Promise<RunningCommand> {
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const sockets = (): string[] => (existsSync(liveFolder()) ? readdirSync(liveFolder()) : []);
    await until('a socket', () => sockets().length > 0);
    return nx;
  }

  it('nx-peak top shows the run in progress, and then none', async () => {
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const held = { peak: 0 };
    for (let ask = 0; ask < 100 && !isPeakOf(held.peak, 100); ask++) {
      const { all, code } = await workspace.runBin('nx-peak', ['top', '--once', '--json']);
      if (code === 0) {
        const [run] = JSON.parse(all) as { tasks: { id: string; peak?: number }[] }[];
        held.peak = run?.tasks.find(({ id }) => id === 'a:long')?.peak ?? 0;
      }
    }
    expect(isPeakOf(held.peak, 100)).toBe(true);
    const text = await workspace.runBin('nx-peak', ['top']);
    expect(text.all).toMatch(/^nx run a:long[^]* NOW .*\n.*MB .* a:long\n.*MB .* nx itself\n$/);

    nx.kill('SIGTERM');
    await nx.finished;
    expect(readdirSync(liveFolder())).toEqual([]);
    const after = await workspace.runBin('nx-peak', ['top', '--once']);
    expect(after).toMatchObject({
      code: 1,
      all: 'nx-peak: no run with NX_LOG_HEAP_USAGE=true is in progress in this workspace.\n',
    });
  });

  it('nx-peak top draws on a screen of its own until the run is over, and leaves what was seen last', async () => {
    const nx = await liveRun();
    const terminal = workspace.terminal(['top'], { bin: 'nx-peak' });
    await terminal.waitFor(/NOW +PEAK +PROCS +TIME +TASK\n.*MB .* a:long/);
    expect(terminal.raw.startsWith('\u001b[?1049h\u001b[?25l')).toBe(true);
    nx.kill('SIGTERM');
    await nx.finished;
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen().at(-1)).toBe('The run has ended. See: npx nx-peak report');
    expect(terminal.raw).toContain('\u001b[?25h\u001b[?1049l');
  });

  it('nx-peak top gives the terminal back at Ctrl-C', async () => {
    const nx = await liveRun();
    const terminal = workspace.terminal(['top'], { bin: 'nx-peak' });
    await terminal.waitFor('a:long');
    terminal.write('\x03');
    expect(await terminal.exit).toBe(130);
    expect(terminal.raw.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(terminal.screen()).toEqual([]);
    nx.kill('SIGTERM');
    await nx.finished;
  });

  it('nx-peak top removes the socket of a run that was killed', async () => {
    const nx = await liveRun();
    nx.kill('SIGKILL');
    await nx.exited;
    const { code } = await workspace.runBin('nx-peak', ['top', '--once']);
    expect(code).toBe(1);
    expect(readdirSync(liveFolder())).toEqual([]);
  });
});
