import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesWithPeaks } from '../support/peaks';
import { stripAnsi } from '../support/output';
import { withWorkspaceEach } from '../support/workspace';

/** How nx-peak gets into nx, and out of it again. */
const workspace = withWorkspaceEach();

const ON = { NX_LOG_HEAP_USAGE: 'true' };

function runCommandFile(): string {
  return join(workspace.root, 'node_modules/nx/dist/src/tasks-runner/run-command.js');
}

/** What the files that get linked hold. */
function linkedFiles(): string[] {
  const exec = join(workspace.root, 'node_modules/nx/dist/src/command-line/exec/exec.js');
  return [runCommandFile(), exec].map((file) => readFileSync(file, 'latin1'));
}

async function link(): Promise<void> {
  const { code, all } = await workspace.runBin('nx-peak', ['link']);
  expect({ code, all }).toMatchObject({ code: 0 });
}

async function showsPeaks(env: Record<string, string> = ON): Promise<boolean> {
  const { all } = await workspace.run(['run-many', '-t', 'quick', '--skip-nx-cache'], { env });
  return linesWithPeaks(all).has('✔  nx run a:quick');
}

describe('nx-peak link', () => {
  it('nx-peak link makes plain nx show peaks, and nx-peak unlink takes that back without a trace', async () => {
    const before = linkedFiles();
    expect(await showsPeaks()).toBe(false);

    const linked = await workspace.runBin('nx-peak', ['link']);
    expect(linked.all).toMatch(/^nx-peak: linked to nx \d+\.\d+\.\d+: .*npx nx-peak unlink\n$/);
    expect(linkedFiles().map((text) => text.includes('nx-peak link'))).toEqual([true, true]);
    expect(await showsPeaks()).toBe(true);

    const again = await workspace.runBin('nx-peak', ['link']);
    expect(again).toMatchObject({
      code: 0,
      all: expect.stringContaining('already linked') as string,
    });

    const unlinked = await workspace.runBin('nx-peak', ['unlink']);
    expect(unlinked.code).toBe(0);
    expect(linkedFiles()).toEqual(before);
    expect(await showsPeaks()).toBe(false);
  });

  it('nx-peak link does nothing when it is asked for help, or for what it does not know', async () => {
    const before = linkedFiles();
    const helped = await workspace.runBin('nx-peak', ['link', '--help']);
    expect(helped).toMatchObject({ code: 0, all: expect.stringContaining('Usage:') as string });
    const refused = await workspace.runBin('nx-peak', ['link', 'here']);
    expect(refused).toMatchObject({
      code: 1,
      all: 'nx-peak: link: unexpected argument "here". See: nx-peak help\n',
    });
    expect(linkedFiles()).toEqual(before);
  });

  it('a linked nx runs, and is silent, when nx-peak is gone', async () => {
    await link();
    rmSync(join(workspace.root, 'node_modules/nx-peak'), { recursive: true });
    const { all, code } = await workspace.run(['run', 'a:quick'], { env: ON });
    expect(code).toBe(0);
    expect(all).not.toContain('nx-peak');
    expect(all).not.toContain('Cannot find');
  });

  it('nx-peak link fails for a person and warns in an install script when nx cannot be found', async () => {
    rmSync(join(workspace.root, 'nx.json'));
    const byHand = await workspace.runBin('nx-peak', ['link']);
    expect(byHand).toMatchObject({ code: 1, all: expect.stringContaining('nx.json') as string });
    const inPrepare = await workspace.runBin('nx-peak', ['link'], {
      env: { npm_lifecycle_event: 'prepare' },
    });
    expect(inPrepare).toMatchObject({ code: 0, all: byHand.all });
    expect(inPrepare.all.trimEnd().split('\n')).toHaveLength(1);
  });

  it('nx-peak link runs after every npm install, once it is the prepare script', async () => {
    const manifest = join(workspace.root, 'package.json');
    const { scripts, ...rest } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      scripts?: object;
    };
    writeFileSync(
      manifest,
      JSON.stringify({ ...rest, scripts: { ...scripts, prepare: 'nx-peak link' } }),
    );
    const { code, all } = await workspace.runProgram('npm', ['install', '--prefer-offline']);
    expect({ code, all }).toMatchObject({ code: 0 });
    expect(await showsPeaks()).toBe(true);
  });
});

describe('without a change to any file', () => {
  it('npx nx-peak nx shows peaks and passes the exit code on', async () => {
    const before = linkedFiles();
    const run = await workspace.runBin('nx-peak', [
      'nx',
      'run-many',
      '-t',
      'quick',
      'fail',
      '-p',
      'a',
    ]);
    expect(run.code).toBe(1);
    expect([...linesWithPeaks(run.all).keys()].sort()).toEqual([
      '- a:fail',
      '> nx run a:fail',
      '✔  nx run a:quick',
    ]);
    expect(linkedFiles()).toEqual(before);
  });

  it('npx nx-peak nx respects the switch when it is set to off', async () => {
    const { all } = await workspace.runBin('nx-peak', ['nx', 'run', 'a:quick'], {
      env: { NX_LOG_HEAP_USAGE: 'false' },
    });
    expect(all).not.toContain('(peak');
  });

  it('NODE_OPTIONS=--require nx-peak/register shows peaks', async () => {
    const NODE_OPTIONS = '--require nx-peak/register';
    expect(await showsPeaks({ ...ON, NODE_OPTIONS })).toBe(true);
    expect(await showsPeaks({ NODE_OPTIONS })).toBe(false);
  });

  it('a link and a preload together show each peak once', async () => {
    await link();
    const { all } = await workspace.run(['run-many', '-t', 'quick'], {
      env: { ...ON, NODE_OPTIONS: '--require nx-peak/register' },
    });
    expect(stripAnsi(all)).toMatch(/^✔ {2}nx run a:quick \(peak: \d+MB\)$/m);
  });
});

describe('nx g nx-peak:init', () => {
  it('nx g nx-peak:init links now and after every install, and says how to undo it', async () => {
    const { code, all } = await workspace.run(['g', 'nx-peak:init']);
    expect({ code, all }).toMatchObject({ code: 0 });
    const manifest = JSON.parse(readFileSync(join(workspace.root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(manifest.scripts['prepare']).toBe('nx-peak link || exit 0');
    expect(all).toContain('npx nx-peak unlink');
    expect(await showsPeaks()).toBe(true);

    const text = readFileSync(join(workspace.root, 'package.json'), 'utf8');
    await workspace.run(['g', 'nx-peak:init']);
    expect(readFileSync(join(workspace.root, 'package.json'), 'utf8')).toBe(text);
  });

  it('nx g nx-peak:init joins a prepare script that is there', async () => {
    const file = join(workspace.root, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(
      file,
      JSON.stringify({ ...manifest, scripts: { prepare: 'echo hi' } }, null, '\t'),
    );
    await workspace.run(['g', 'nx-peak:init']);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('\t"scripts": {\n\t\t"prepare": "echo hi && (nx-peak link || exit 0)"');
  });
});

describe('a file of nx that cannot be written', () => {
  it('a file of nx that cannot be written is left as it is, with a reason', async () => {
    if (process.getuid?.() === 0) {
      // root may write anything: a folder in the place of the file cannot be replaced even so
      rmSync(runCommandFile());
    } else {
      chmodSync(join(runCommandFile(), '..'), 0o555);
    }
    const { code, all } = await workspace.runBin('nx-peak', ['link']);
    chmodSync(join(runCommandFile(), '..'), 0o755);
    expect(code).toBe(1);
    expect(all).toMatch(/^nx-peak: not linked: .*\n$/);
  });
});
