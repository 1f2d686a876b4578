import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forAllTests } from '@nx-peak/testkit/rig';
import { DotNxWorkspace } from '../support/dot-nx-workspace';
import { linesWithPeaks } from '../support/peaks';
import { inWorkspace, withWorkspace } from '../support/workspace';
import { YarnWorkspace } from '../support/yarn-workspace';

/** Where nx lies, and from where it is started. */
const ON = { NX_LOG_HEAP_USAGE: 'true' };
const RUN = ['run-many', '-t', 'build', '--skip-nx-cache'];
/** The file for `nx exec`, which can lie in a zip. */
const TEXT_OF_EXEC = `fs.readFileSync(path.join(require.resolve('nx/package.json'), '../dist/src/command-line/exec/exec.js'), 'utf8')`;

function tasksWithPeaks(output: string): string[] {
  return [...linesWithPeaks(output).keys()];
}

describe('Yarn 4 with node_modules', () => {
  const workspace = forAllTests(new YarnWorkspace('node-modules'));

  it('Yarn with node_modules links nx when it installs, and plain nx shows peaks', () => {
    expect(tasksWithPeaks(workspace.yarn(['nx', ...RUN], ON))).toEqual(['✔  nx run a:build']);
    expect(workspace.yarn(['nx-peak', 'doctor'])).toMatch(/^✔ linked$/m);
  });
});

describe("Yarn 4 Plug'n'Play", () => {
  const workspace = forAllTests(new YarnWorkspace('pnp'));

  it("Yarn Plug'n'Play installs although nx inside its zip cannot be linked", () => {
    expect(workspace.log).toContain('Done');
    expect(tasksWithPeaks(workspace.yarn(['nx', ...RUN], ON))).toEqual([]);
  });

  it("Yarn Plug'n'Play shows peaks with `yarn nx-peak nx`", () => {
    expect(tasksWithPeaks(workspace.yarn(['nx-peak', 'nx', ...RUN]))).toEqual([
      '✔  nx run a:build',
    ]);
  });

  it('samples are taken in a thread of its own, which the loader of Yarn does not reach', () => {
    const record = join(workspace.root, '.nx/peak/failures.json');
    rmSync(record, { force: true });
    workspace.yarn(['nx-peak', 'nx', ...RUN]);
    expect(existsSync(record) ? readFileSync(record, 'utf8') : '').not.toContain('thread');
  });

  it("Yarn Plug'n'Play shows peaks with NODE_OPTIONS that name its loader first", () => {
    const preloads = [join(workspace.root, '.pnp.cjs'), 'nx-peak/register'];
    const NODE_OPTIONS = preloads.map((file) => `--require ${file}`).join(' ');
    const output = workspace.yarn(['nx', ...RUN], { ...ON, NODE_OPTIONS });
    expect(tasksWithPeaks(output)).toEqual(['✔  nx run a:build']);
  });

  it('plain `yarn nx` shows peaks once the generator set up a patch', () => {
    const init = ['nx', 'g', 'nx-peak:init'];
    expect(workspace.yarn(init)).toContain('now run yarn install');
    workspace.yarn(['install', '--no-immutable']);
    expect(tasksWithPeaks(workspace.yarn(['nx', ...RUN], ON))).toEqual(['✔  nx run a:build']);
    expect(workspace.yarn(['nx-peak', 'doctor'])).toMatch(/^✔ linked$/m);
    expect(workspace.yarn(['node', '-p', TEXT_OF_EXEC])).toContain('nx-peak link');
    expect(workspace.yarn(init)).toContain('already set up');
  });
});

describe('.nx/nxw.js, without node_modules', () => {
  const workspace = forAllTests(new DotNxWorkspace());
  const node = (...args: readonly string[]): string => workspace.node(...args);

  it('.nx/nxw.js shows peaks once nx is linked', () => {
    const nxPeak = '.nx/installation/node_modules/nx-peak/bin/nx-peak.js';
    expect(tasksWithPeaks(node('.nx/nxw.js', ...RUN))).toEqual([]);
    expect(node(nxPeak, 'link')).toContain('linked to nx');
    expect(tasksWithPeaks(node('.nx/nxw.js', ...RUN))).toEqual(['✔  nx run a:build']);
    expect(node(nxPeak, 'doctor')).toMatch(/^✔ linked$/m);
  });

  it('a global nx that hands over to .nx/installation shows peaks', async () => {
    await inWorkspace({}, (elsewhere) => {
      const globalNx = join(elsewhere.root, 'node_modules/nx/dist/bin/nx.js');
      expect(tasksWithPeaks(node(globalNx, ...RUN))).toEqual(['✔  nx run a:build']);
    });
  });
});

describe('node_modules', () => {
  const QUICK = ['run-many', '-t', 'quick', '--skip-nx-cache'];
  const workspace = withWorkspace({ linked: true });

  it.each([
    ['older', '22.7.12', false],
    ['older, linked itself', '22.7.12', true],
    ['equal, linked itself', undefined, true],
  ] as const)(
    'a global nx (%s) that hands over to node_modules shows peaks once',
    async (_, version, linked) => {
      const options = { ...(version && { nx: version }), linked };
      const { all, code } = await inWorkspace(options, (elsewhere) => {
        const globalNx = join(elsewhere.root, 'node_modules/.bin/nx');
        return workspace.runProgram(globalNx, QUICK, { env: ON });
      });
      expect({ code, all }).toMatchObject({ code: 0 });
      expect(all.match(/a:quick \(peak: .*MB\)$/gm) ?? all).toHaveLength(1);
    },
  );

  /** In a folder of the workspace. */
  function inFolder(folder: string, command: string, env: Record<string, string> = {}) {
    const line = `cd "$0" && ${command}`;
    return workspace.runProgram('sh', ['-c', line, join(workspace.root, folder)], { env });
  }

  it('nx shows peaks when it is started in a sub folder', async () => {
    const nx = '../../node_modules/.bin/nx';
    const many = await inFolder('packages/a', `${nx} ${QUICK.join(' ')}`, ON);
    expect(tasksWithPeaks(many.all)).toEqual(['✔  nx run a:quick']);
    const one = await inFolder('packages/a', `${nx} quick --skip-nx-cache`, ON);
    expect(tasksWithPeaks(one.all)).toEqual(['✔  nx run a:quick']);
  });

  it('nx is linked and examined from a sub folder', async () => {
    const nxPeak = '../../node_modules/.bin/nx-peak';
    expect((await inFolder('packages/a', `${nxPeak} link`)).all).toContain('already linked');
    expect((await inFolder('packages/a', `${nxPeak} doctor`)).all).toMatch(/^✔ linked$/m);
    const { all } = await inFolder('packages/a', `${nxPeak} nx ${QUICK.join(' ')}`);
    expect(tasksWithPeaks(all)).toEqual(['✔  nx run a:quick']);
  });

  it('nx shows peaks when NX_WORKSPACE_ROOT_PATH names the workspace', async () => {
    const nx = join(workspace.root, 'node_modules/.bin/nx');
    const { all } = await inFolder('..', `${nx} ${QUICK.join(' ')}`, {
      ...ON,
      NX_WORKSPACE_ROOT_PATH: workspace.root,
    });
    expect(tasksWithPeaks(all)).toEqual(['✔  nx run a:quick']);
  });
});
