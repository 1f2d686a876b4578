import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunningCommand } from '@nx-peak/testkit';
import { NeverBegan, untilBegun, withSecondTry } from '../matrix/second-try';
import { lineWith, peakOf, withoutDurations, withoutPeaks } from '../support/output';
import { inWorkspace, withWorkspace, type Workspace } from '../support/workspace';

describe('the harness, with nx as npm installed it', () => {
  const workspace = withWorkspace({ pluginWorkers: true });

  it('a workspace runs nx in a pipe', async () => {
    const { all, code } = await workspace.run(['run-many', '-t', 'quick', 'fail', '-p', 'a']);

    expect(code).toBe(1);
    expect(all).toContain('✔  nx run a:quick');
    expect(all).toContain('> nx run a:fail\n');
    expect(all).toContain('allocated 120\nreleased 120\n');
  });

  it('a workspace keeps stdout and stderr apart', async () => {
    const { stdout, stderr, code } = await workspace.runApart(['run', 'a:quick']);

    expect(code).toBe(0);
    expect(stdout).toContain('allocated 1\n');
    expect(stderr).toBe('');
  });

  it('a workspace runs nx in a terminal', async () => {
    const terminal = workspace.terminal(['run-many', '-t', 'quick'], { env: { NX_TUI: 'false' } });

    await expect(terminal.exit).resolves.toBe(0);
    expect(terminal.screen()).toContainEqual(expect.stringMatching(/^ {3}✔ {2}nx run a:quick/));
    expect(terminal.raw).toContain('\u001b[');
    expect(terminal.isDim('nx run')).toBe(true);
    expect(terminal.isDim('a:quick')).toBe(false);
  });

  it('a terminal can be typed Ctrl-C into', async () => {
    const terminal = workspace.terminal(['run', 'a:long']);
    await terminal.waitFor('allocated 100');

    terminal.write('\u0003');

    await expect(terminal.exit).resolves.toBe(1);
    expect(terminal.screen().join('\n')).toContain('1/1 failed');
    expect(terminal.screen().join('\n')).not.toContain('released 100');
  });

  it('a run can be signalled', async () => {
    const run = workspace.spawn(['run-many', '-t', 'long', '--output-style=stream']);
    await run.waitFor('allocated 100');

    run.kill('SIGTERM');

    const { all, code } = await run.finished;
    expect(code).toBe(130);
    expect(all).toContain('Tasks stopped before they finished:\n\n- a:long\n');
  });

  it('what nx hands to plugins can be read', async () => {
    await workspace.run(['run', 'a:quick']);

    expect(workspace.recordedRuns().at(-1)?.tasks).toEqual([
      { id: 'a:quick', status: 'success', code: 0, hash: expect.stringMatching(/^\d+$/) as string },
    ]);
  });

  it('what nx writes outside of a workspace is kept in a folder that goes with it', async () => {
    const beside = join(workspace.root, '..');
    await workspace.run(['run', 'a:quick']);

    expect(readdirSync(join(beside, 'native'))).toEqual([expect.stringMatching(/\.node$/)]);
    expect(existsSync(join(beside, 'sockets'))).toBe(true);
    expect(workspace.root.startsWith(dirname(tmpdir()))).toBe(true);
  });

  it('no variable of whoever runs the tests gets into nx', async () => {
    process.env['NX_VERBOSE_LOGGING'] = 'true';
    const { all } = await workspace.run(['run-many', '-t', 'quick']);
    delete process.env['NX_VERBOSE_LOGGING'];

    expect(all).toContain('✔  nx run a:quick');
  });

  it('a run that takes too long fails and is killed', async () => {
    const program = ['tools/alloc.js', '--megabytes=1', '--hold-ms=60000'];
    await expect(workspace.runNode(program, { timeoutMs: 4000 })).rejects.toThrow(
      /not done after 4000 ms[^]*alloc\.js/,
    );
    expect(workspace.processes()).toEqual([]);
  });
});

describe('a run that does not begin', () => {
  const workspace = withWorkspace({ pluginWorkers: true });

  const begun = async (program: string, patienceMs: number): Promise<void> => {
    const run = workspace.spawnProgram(process.execPath, ['-e', program]);
    try {
      await untilBegun(workspace, () => run.all, patienceMs);
    } finally {
      workspace.killProcesses();
    }
  };

  it('a run that does not begin is reported with where it waits, and is over', async () => {
    await expect(begun('setInterval(() => {}, 1000)', 1500)).rejects.toThrow(
      /printed and started nothing for 1500 ms: [^]*"threads": \[\s+"\S+ S \w+ \d+"/,
    );
    expect(workspace.processes()).toEqual([]);
  });

  it.each([
    ['prints', `console.log('begun'); setInterval(() => {}, 1000)`],
    ['starts something', `require('child_process').execSync('sleep 60')`],
    ['ends', ''],
  ])('a run that %s has begun', async (_, program) => {
    await expect(begun(program, 20_000)).resolves.toBeUndefined();
  });

  it('a run that does not begin is done once more, and no other', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    let attempts = 0;
    const twice = withSecondTry(() =>
      ++attempts === 1 ? Promise.reject(new NeverBegan('stuck')) : Promise.resolve(attempts),
    );
    await expect(twice).resolves.toBe(2);
    await expect(withSecondTry(() => Promise.reject(new Error('other')))).rejects.toThrow('other');
    expect(warn.mock.calls).toEqual([['Once more: stuck']]);
    warn.mockRestore();
  });
});

describe('workspaces', () => {
  const one = withWorkspace({ pluginWorkers: true });
  const other = withWorkspace({ pluginWorkers: true });

  it('workspaces share no cache, and hash alike', async () => {
    const cached = ['run', 'a:cached'];

    await one.run(cached);
    const again = await one.run(cached);
    const elsewhere = await other.run(cached);

    expect(again.all).toContain('[local cache]');
    expect(elsewhere.all).not.toContain('cache]');
    expect(hashes(one)).toEqual(hashes(other));
  });

  it('a workspace leaves neither a process nor its folder behind, also when what it is for fails', async () => {
    let used: Workspace | undefined;
    let run: RunningCommand | undefined;
    const failing = inWorkspace({}, async (workspace) => {
      used = workspace;
      run = workspace.spawn(['run', 'a:long']);
      await run.waitFor('allocated 100');
      expect(workspace.processes()).toContainEqual(
        expect.objectContaining({ command: expect.stringContaining('alloc.js') as string }),
      );
      throw new Error('failed on purpose');
    });

    await expect(failing).rejects.toThrow('failed on purpose');
    expect(used?.processes()).toEqual([]);
    expect(existsSync(used?.folder ?? '/')).toBe(false);
    await expect(run?.finished).resolves.toMatchObject({ signal: 'SIGKILL' });
  });
});

function hashes(workspace: Workspace): (string | undefined)[] {
  return [workspace.recordedRuns()[0]?.tasks[0]?.hash];
}

describe('output helpers', () => {
  const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;

  it('withoutPeaks removes the suffix, dim or plain, and nothing else', () => {
    expect(withoutPeaks(`${dim('> nx run')} a:build${dim(' (peak: 1.2GB)')}\n`)).toBe(
      `${dim('> nx run')} a:build\n`,
    );
    expect(withoutPeaks('- a:fail (peak: 512MB)\n(peak: high) (peak: 5KB)')).toBe(
      '- a:fail\n(peak: high) (peak: 5KB)',
    );
  });

  it('withoutDurations replaces durations and nothing else', () => {
    const text = 'a:build (1s), 842ms, 1.9s, 1m 3s, Recoverable time:  <1ms, 3 tasks, bat1';

    expect(withoutDurations(text)).toBe(
      'a:build (<time>), <time>, <time>, <time>, Recoverable time:  <time>, 3 tasks, bat1',
    );
  });

  it('peakOf reads a peak', () => {
    expect(peakOf(`✔  nx run a:build (1s)${dim(' (peak: 512MB)')}`)).toBe(512 * 1024 ** 2);
    expect(peakOf('- a:build (peak: 1.5GB)')).toBe(1.5 * 1024 ** 3);
    expect(peakOf('✔  nx run a:build')).toBeUndefined();
  });

  it('lineWith finds the one line that holds a text', () => {
    expect(lineWith('x\r\n- a:fail (peak: 5MB)\r\ny', 'a:fail')).toBe('- a:fail (peak: 5MB)');
    expect(() => lineWith('a\na', 'a')).toThrow('2 lines');
    expect(() => lineWith('a', 'b')).toThrow('0 lines');
  });
});
