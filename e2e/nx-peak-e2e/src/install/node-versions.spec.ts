import { mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { forAllTests, type Rig } from '@nx-peak/testkit/rig';
import { baseOfThisRun } from '../support/base';
import { stripAnsi } from '../support/output';
import { npm } from '../support/npm';
import { linesWithPeaks } from '../support/peaks';
import { withWorkspace } from '../support/workspace';

/** A node of another version, beside the one that runs the tests. */
class NodeInstallation implements Rig {
  /** A PATH in which it is the only node. */
  readonly PATH: string;
  readonly #folder: string;
  readonly #package = `node-${process.platform}-${process.arch}`;
  readonly #version: string;

  constructor(version: string) {
    this.#version = version;
    this.#folder = mkdtempSync(join(baseOfThisRun(), `node-${version}-`));
    const bin = join(this.#folder, 'node_modules', this.#package, 'bin');
    this.PATH = [bin, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
  }

  setUp(): void {
    const flags = ['--prefix', this.#folder, '--no-save', '--ignore-scripts', '--prefer-offline'];
    npm(['install', ...flags, `${this.#package}@${this.#version}`], this.#folder);
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The main path with the other versions of Node that are supported; npm has them as packages. */
describe.each(['22', '24'])('Node %s', (version) => {
  const { PATH } = forAllTests(new NodeInstallation(version));
  const workspace = withWorkspace();

  it(`Node ${version} is what runs here`, async () => {
    const { all } = await workspace.runProgram('node', ['--version'], { env: { PATH } });
    expect(all).toMatch(new RegExp(`^v${version}\\.`));
  });

  it(`with Node ${version}, nx is linked and shows peaks, and the doctor finds nothing wrong`, async () => {
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

  it(`with Node ${version}, peaks are shown of tasks on a pseudo-terminal`, async () => {
    const env = { PATH, NX_LOG_HEAP_USAGE: 'true', NX_TUI: 'false' };
    const terminal = workspace.terminal(['run', 'f:build', '--skip-nx-cache'], { env });
    expect(await terminal.exit).toBe(0);
    const rows = linesWithPeaks(terminal.screen().join('\n'));
    expect([...rows.keys()]).toEqual(['✔  nx run f:build']);
  });
});
