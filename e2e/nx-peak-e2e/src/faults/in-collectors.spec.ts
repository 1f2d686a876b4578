import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '@nx-peak/testkit';
import { doctor, expectHarmless, runTasks, type NxRun } from '../support/fault';
import { changeFile } from '../support/files';
import { linesWithPeaks } from '../support/peaks';
import { inWorkspace, withWorkspaceEach } from '../support/workspace';

/** The machine does not let itself be measured, at all or from some moment on. */
const workspace = withWorkspaceEach({ linked: true });
let plain: NxRun;

beforeAll(async () => {
  plain = await inWorkspace({}, (unlinked) => runTasks(unlinked));
});

function showsPeaks({ all }: NxRun): boolean {
  return linesWithPeaks(all).size > 0;
}

/** A task that runs long enough for one collector to be given up and the other one to take over. */
async function runSlow(env: Variables): Promise<NxRun> {
  changeFile(join(workspace.root, 'packages/a/project.json'), (text) =>
    text.replace(
      'alloc.js --megabytes=150 --hold-ms=700',
      'alloc.js --megabytes=150 --hold-ms=4000',
    ),
  );
  return runTasks(workspace, env, ['run-many', '-t', 'build', '-p', 'a']);
}

/**
 * The environment in which `/proc` cannot be read any more after so many files of it were, in
 * every thread of every node process but the tasks' own.
 */
function brokenProc(code: string, after: number): { NODE_OPTIONS: string } {
  const file = join(workspace.root, 'broken-proc.js');
  writeFileSync(
    file,
    `
    const fs = require('node:fs');
    let left = ${after};
    for (const name of ['openSync', 'readdirSync', 'readFileSync']) {
      const original = fs[name];
      fs[name] = function (path, ...rest) {
        if (String(path).startsWith('/proc') && left-- <= 0) {
          throw Object.assign(new Error('${code}: broken on purpose, ' + path), { code: '${code}' });
        }
        return original.call(this, path, ...rest);
      };
    }
    const threads = require('node:worker_threads');
    const execArgv = ['--require', __filename];
    threads.Worker = class extends threads.Worker {
      constructor(file, options) {
        super(file, { ...options, execArgv });
      }
    };`,
  );
  return { NODE_OPTIONS: `--require ${file}` };
}

/** A PATH with what nx and the fixtures need, and with this \`ps\`, or without one. */
function pathWith(ps?: string): string {
  const bin = join(workspace.root, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  symlinkSync('/bin/sh', join(bin, 'sh'));
  if (ps !== undefined) {
    writeFileSync(join(bin, 'ps'), `#!/bin/sh\n${ps}\n`, { mode: 0o755 });
  }
  return bin;
}

describe.each([
  ['EIO', 0],
  ['EACCES', 0],
  ['EMFILE', 60],
  ['EACCES', 60],
] as const)('%s while /proc is read (after %d files)', (code, after) => {
  it(`${code} while /proc is read (after ${after} files) costs no more than the peaks`, async () => {
    await expectHarmless(workspace, plain, brokenProc(code, after));
  });
});

describe('a /proc that cannot be read', () => {
  it('a /proc that cannot be read is replaced by the other collector, and the doctor names what happened', async () => {
    const env = { ...brokenProc('EIO', 0), NX_PEAK_INTERVAL_MS: '50' };
    await expectHarmless(workspace, plain, env);
    expect(showsPeaks(await runSlow(env))).toBe(true);
    expect((await doctor(workspace)).printed).toMatch(/recorded .*memory collector: .*procfs.*EIO/);
    expect((await doctor(workspace, env)).printed).toMatch(
      /collector procfs does not work: EIO[^]*collector pidusage works/,
    );
  });

  it('without /proc and without ps there are no peaks, and the doctor says that no collector works', async () => {
    const env = { ...brokenProc('EIO', 0), PATH: pathWith(), NX_PEAK_INTERVAL_MS: '50' };
    const run = await expectHarmless(workspace, plain, env);
    expect(showsPeaks(run)).toBe(false);
    const { code, printed } = await doctor(workspace, env);
    expect(printed).toContain('✖ no collector works here');
    expect(code).toBe(1);
  });
});

describe('the collector pidusage', () => {
  it.each([
    ['without ps', undefined],
    ['with a ps that fails', 'echo "broken on purpose" >&2; exit 3'],
    ['with a ps that is killed', 'kill -9 $$'],
  ])('the collector pidusage %s gives way to procfs', async (_, ps) => {
    const env = { PATH: pathWith(ps), NX_PEAK_COLLECTOR: 'pidusage', NX_PEAK_INTERVAL_MS: '50' };
    await expectHarmless(workspace, plain, env);
    expect(showsPeaks(await runSlow(env))).toBe(true);
    const { code, printed } = await doctor(workspace, env);
    expect(printed).toMatch(/collector pidusage does not work: .*\n[^]*collector procfs works/);
    expect(code).toBe(0);
  });

  it('a ps that prints what nobody expects costs the peaks, and the doctor names it', async () => {
    const env = { PATH: pathWith('echo "what is this"'), NX_PEAK_COLLECTOR: 'pidusage' };
    await expectHarmless(workspace, plain, env);
    expect((await doctor(workspace, env)).printed).toMatch(/collector pidusage does not work: /);
  });

  it('a ps that hangs does not hold the run', async () => {
    const env = { PATH: pathWith('exec sleep 300'), NX_PEAK_COLLECTOR: 'pidusage' };
    await expectHarmless(workspace, plain, env);
  });
});

describe('a tracker that throws', () => {
  const breakTracker = (code: string): void => {
    const insideNx = join(workspace.root, 'node_modules/nx-peak/dist/inside-nx.js');
    const broken = 'const broken = () => { throw new Error("broken on purpose"); };';
    changeFile(insideNx, (text) => `${text}\n${broken}\n${code}\n`);
  };

  it.each(['startTracking', 'stopTracking', 'forget'])(
    'a tracker that throws in %s costs one line',
    async (method) => {
      breakTracker(`MemoryTracker.prototype.${method} = broken;`);
      const run = await expectHarmless(workspace, plain);
      expect(run.notices).toEqual([expect.stringContaining('broken on purpose')]);
      expect((await doctor(workspace)).printed).toMatch(/recorded .*: broken on purpose/);
    },
  );

  it('a tracker that throws when it is made costs one line and the peaks', async () => {
    breakTracker('MemoryTracker = class { x = broken(); };');
    const run = await expectHarmless(workspace, plain);
    expect(run.notices).toEqual([expect.stringContaining('no peaks are shown')]);
    const { code, printed } = await doctor(workspace);
    expect(printed).toMatch(/✖ .*broken on purpose/);
    expect(code).toBe(1);
  });
});
