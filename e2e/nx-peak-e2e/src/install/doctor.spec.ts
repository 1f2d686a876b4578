import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withWorkspaceEach } from '../support/workspace';

/** What the doctor finds in a workspace, linked or not. */
describe('nx-peak doctor in a linked workspace', () => {
  const workspace = withWorkspaceEach({ linked: true });

  it('the doctor finds nothing wrong in a linked workspace', async () => {
    const { code, all } = await workspace.runBin('nx-peak', ['doctor']);
    expect({ code, all }).toMatchObject({ code: 0 });
    expect(all).toMatch(/^✔ linked$/m);
    expect(all).toMatch(/^✔ (\d+) integration points: \1 active$/m);
    expect(all).toMatch(/^✔ collector \w+ works/m);
  });

  it('the doctor says when nx is linked, but not for nx exec', async () => {
    const file = join(workspace.root, 'node_modules/nx/dist/src/command-line/exec/exec.js');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/\n.*nx-peak link.*/, ''));
    const { code, all } = await workspace.runBin('nx-peak', ['doctor']);
    expect(code).toBe(1);
    expect(all).toContain('✖ linked, but nx exec --log-heap-usage would show no peaks');
    await workspace.runBin('nx-peak', ['link']);
    expect(await workspace.runBin('nx-peak', ['doctor'])).toMatchObject({ code: 0 });
  });

  it('the doctor names what does not fit this nx, and what is lost with it', async () => {
    const file = join(workspace.root, 'node_modules/nx/dist/src/tasks-runner/life-cycle.js');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('printTaskTerminalOutput', 'printSomethingElse'));
    const { code, all } = await workspace.runBin('nx-peak', ['doctor']);
    expect(code).toBe(1);
    expect(all).toContain(
      '✖ integration point "printing of finished tasks": CompositeLifeCycle has no method printTaskTerminalOutput; without it, the headers of finished tasks show no peak, and nothing below them why a task died',
    );
  });

  it('the doctor lists the failures of earlier runs', async () => {
    await workspace.run(['run', 'a:quick'], {
      env: { NX_LOG_HEAP_USAGE: 'true', NX_PEAK_COLLECTOR: 'magic' },
    });
    const { all } = await workspace.runBin('nx-peak', ['doctor']);
    expect(all).toMatch(
      /recorded \d{4}-.*NX_PEAK_COLLECTOR must be one of procfs, pidusage, nx, cgroup, not "magic"/,
    );
  });

  it('the doctor says where records go', async () => {
    const { all } = await workspace.runBin('nx-peak', ['doctor']);
    expect(all).toMatch(/^✔ runs are recorded in .*\.nx\/peak\/runs, the last 20 are kept$/m);
  });

  it('the doctor says that records are switched off', async () => {
    const { all } = await workspace.runBin('nx-peak', ['doctor'], {
      env: { NX_PEAK_RECORD: 'false' },
    });
    expect(all).toMatch(/^· runs are not recorded$/m);
  });
});

describe('nx-peak doctor in a workspace that is not linked', () => {
  const workspace = withWorkspaceEach();

  it('the doctor exits with 1 and says what to do when nx is not linked', async () => {
    const { code, all } = await workspace.runBin('nx-peak', ['doctor']);
    expect(code).toBe(1);
    expect(all).toContain('✖ not linked');
    expect(all).toContain('npx nx-peak link');
  });
});
