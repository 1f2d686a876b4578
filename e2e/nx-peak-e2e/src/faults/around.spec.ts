import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '@nx-peak/testkit/rig';
import { doctor, expectHarmless, runTasks, type NxRun } from '../support/fault';
import { changeFile, cutShort } from '../support/files';
import { readOnlyMounts, withReadOnly } from '../support/read-only';
import { inWorkspace, withWorkspaceEach } from '../support/workspace';

/** Our own files, the folders we write, and other people's plugins. */
const workspace = withWorkspaceEach({ linked: true });
let plain: NxRun;

beforeAll(async () => {
  plain = await inWorkspace({}, (unlinked) => runTasks(unlinked));
});

describe('a file of ours that is cut short', () => {
  const DAMAGED = /Unexpected|missing|Invalid|Expected|Error parsing/;

  it('nx runs on while what runs inside it is cut short, one line says so, and the doctor fails', async () => {
    cutShort(join(workspace.root, 'node_modules/nx-peak/dist/inside-nx.js'));
    const { notices } = await expectHarmless(workspace, plain);
    expect(notices).toEqual([expect.stringContaining('no peaks are shown')]);
    const { code, printed } = await doctor(workspace);
    expect(printed).toMatch(DAMAGED);
    expect(code).toBe(1);
  });

  it('peaks are shown while the sampling thread is cut short, and the doctor knows why', async () => {
    cutShort(join(workspace.root, 'node_modules/nx-peak/dist/sampling-thread.js'));
    const { all, notices } = await expectHarmless(workspace, plain);
    expect(all).toContain('(peak: ');
    expect(notices).toEqual([]);
    expect((await doctor(workspace)).printed).toMatch(DAMAGED);
  });

  it.each([
    '@nx-peak/memory-tracker/dist/index.js',
    '@nx-peak/memory-tracker/dist/sampler/sampler.js',
    '@nx-peak/memory-tracker/package.json',
  ])(
    'peaks are shown while %s, which nx does not load, is cut short, and the doctor fails',
    async (file) => {
      cutShort(join(workspace.root, 'node_modules', file));
      const { all, notices } = await expectHarmless(workspace, plain);
      expect(all).toContain('(peak: ');
      expect(notices).toEqual([]);
      const { code, printed } = await doctor(workspace);
      expect(printed).toMatch(DAMAGED);
      expect(code).toBe(1);
    },
  );

  it.each(['nx-peak/dist/register.js', 'nx-peak/package.json'])(
    'nx runs on while %s, where nx finds us, is cut short',
    async (file) => {
      cutShort(join(workspace.root, 'node_modules', file));
      await expectHarmless(workspace, plain);
    },
  );
});

describe('a folder .nx/peak that cannot be written', () => {
  it('a folder .nx/peak that cannot be written costs nothing but what would have been kept in it', async () => {
    mkdirSync(join(workspace.root, '.nx'), { recursive: true });
    writeFileSync(join(workspace.root, '.nx/peak'), 'not a folder');
    const { all, notices } = await expectHarmless(workspace, plain, { NX_PEAK_COLLECTOR: 'magic' });
    expect(notices).toEqual([expect.stringContaining('not "magic"')]);
    expect(all).toContain('(peak: ');
  });
});

describe('a plugin that throws', () => {
  it.each(['preTasksExecution', 'postTasksExecution'])(
    'a plugin that throws in %s throws as it does without us',
    async (hook) => {
      const addThrower = ({ root }: { readonly root: string }): void => {
        writeFileSync(
          join(root, 'tools/thrower.js'),
          `module.exports = { name: 'thrower', ${hook}() { throw new Error('thrown on purpose'); } };`,
        );
        changeFile(join(root, 'nx.json'), (text) =>
          text.replace('"plugins": [', '"plugins": [{ "plugin": "./tools/thrower.js" },'),
        );
      };
      const pluginsApart = { pluginWorkers: true, prepare: addThrower };
      const without = await inWorkspace(pluginsApart, (unlinked) => runTasks(unlinked));
      expect(without.output).toContain('thrown on purpose');
      const { all, notices } = await inWorkspace({ ...pluginsApart, linked: true }, (linked) =>
        expectHarmless(linked, without),
      );
      expect(notices).toEqual([]);
      expect(all.includes('(peak: ')).toBe(hook === 'postTasksExecution');
    },
  );
});

/** Where nothing can be mounted, linking.spec.ts still has the file that cannot be replaced. */
describeWith(readOnlyMounts())('a read-only node_modules', () => {
  it.each([
    ['fails by hand', undefined, 1],
    ['does not fail an install script', 'prepare', 0],
  ])(
    'nx-peak link %s in a read-only node_modules, says why, and leaves nothing behind',
    async (_, script, code) => {
      const nx = join(workspace.root, 'node_modules/nx');
      const folder = join(nx, 'dist/src/tasks-runner');
      const file = join(folder, 'run-command.js');
      await workspace.runBin('nx-peak', ['unlink']);
      const before = [readdirSync(folder), readFileSync(file, 'utf8')];

      const link = await workspace.runProgram(
        'unshare',
        withReadOnly(nx, 'node_modules/.bin/nx-peak link'),
        { env: { npm_lifecycle_event: script } },
      );

      expect(link.all).toMatch(/^nx-peak: not linked: EROFS.*\n$/);
      expect(link.code).toBe(code);
      expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual(before);
      expect((await runTasks(workspace)).output).toBe(plain.output);
      expect((await doctor(workspace)).printed).toContain('✖ not linked');
    },
  );

  it('a read-only node_modules does not keep a linked nx from showing peaks', async () => {
    const line = 'node_modules/.bin/nx run-many -t quick';
    const { all, code } = await workspace.runProgram(
      'unshare',
      withReadOnly(join(workspace.root, 'node_modules'), line),
      { env: { NX_LOG_HEAP_USAGE: 'true' } },
    );
    expect(all).toMatch(/^✔ {2}nx run a:quick \(peak: \d+MB\)$/m);
    expect(code).toBe(0);
  });
});
