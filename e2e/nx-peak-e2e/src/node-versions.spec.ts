import { mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { baseOfThisRun } from './support/base';
import { stripAnsi } from './support/output';
import { npm } from './support/npm';
import { linesWithPeaks } from './support/peaks';
import { createWorkspace, type Workspace } from './support/workspace';

/** The main path with the other versions of Node that are supported; npm has them as packages. */
describe.each(['22', '24'])('Node %s', (version) => {
  let workspace: Workspace;
  let folder: string;
  let PATH: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(baseOfThisRun(), `node-${version}-`));
    const node = `node-${process.platform}-${process.arch}@${version}`;
    npm(['install', '--prefix', folder, '--no-save', '--ignore-scripts', node], folder);
    const bin = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin`);
    PATH = [bin, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
    workspace = await createWorkspace();
  }, 240_000);

  afterAll(() => {
    workspace.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is what runs here', async () => {
    const { all } = await workspace.runProgram('node', ['--version'], { env: { PATH } });
    expect(all).toMatch(new RegExp(`^v${version}\\.`));
  });

  it('links nx, which then shows peaks; the doctor finds nothing wrong', async () => {
    const link = await workspace.runBin('nx-peak', ['link'], { env: { PATH } });
    expect(link).toMatchObject({ code: 0, all: expect.stringContaining('linked to nx') as string });

    const env = { PATH, NX_LOG_HEAP_USAGE: 'true' };
    const run = await workspace.run(['run-many', '-t', 'quick', 'fail', '-p', 'a', 'f'], { env });
    expect(run.code).toBe(1);
    expect([...linesWithPeaks(run.all).keys()].sort()).toEqual([
      '- a:fail',
      '- f:fail',
      '> nx run a:fail',
      '> nx run f:fail',
      '✔  nx run a:quick',
    ]);
    expect(run.all).not.toMatch(/nx-peak: |Warning: Max|Deprecat/);

    const doctor = await workspace.runBin('nx-peak', ['doctor'], { env: { PATH } });
    expect(stripAnsi(doctor.all)).not.toContain('✖');
    expect(doctor.code).toBe(0);
  });

  it('shows peaks of tasks on a pseudo-terminal', async () => {
    const env = { PATH, NX_LOG_HEAP_USAGE: 'true', NX_TUI: 'false' };
    const terminal = workspace.terminal(['run', 'f:build', '--skip-nx-cache'], { env });
    expect(await terminal.exit).toBe(0);
    const rows = linesWithPeaks(terminal.screen().join('\n'));
    expect([...rows.keys()]).toEqual(['✔  nx run f:build']);
  });
});
