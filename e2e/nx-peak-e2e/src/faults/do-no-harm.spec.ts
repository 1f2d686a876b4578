import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparable } from '../support/comparable';
import { changedSince, filesBelow, replaceFile } from '../support/files';
import { stripAnsi } from '../support/output';
import { inWorkspace, withWorkspace, type Workspace } from '../support/workspace';

/** First, do no harm: with nx-peak, nx prints, exits and hashes as it does without. */
const plain = withWorkspace({ pluginWorkers: true });
const linked = withWorkspace({ linked: true, pluginWorkers: true });

const ON = { NX_LOG_HEAP_USAGE: 'true' };

/** What nx loads of us. */
const ENTRY = 'node_modules/nx-peak/dist/register.js';

/** In the place of our entry there is one that leaves a file when it is loaded. */
const SENTINEL = {
  linked: true,
  prepare: ({ root }: Workspace): void => {
    replaceFile(join(root, ENTRY), 'require("fs").writeFileSync(process.cwd() + "/loaded", "");');
  },
};

function isLoaded({ root }: Workspace): boolean {
  return existsSync(join(root, 'loaded'));
}

/** One task at a time, so that two runs print in the same order. */
const ONE_BY_ONE = '--parallel=1';

const STREAMED = ['a:quick', 'a:fail'];

interface Run {
  readonly command: string;
  /** The tasks for which nx prints no line at their end and we do. */
  readonly ours?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

const QUICK = 'run-many -t quick fail -p a';

const runs: readonly Run[] = [
  { command: QUICK },
  { command: QUICK, variables: { GITHUB_ACTIONS: 'true' } },
  { command: QUICK, variables: { FORCE_COLOR: '1' } },
  { command: `${QUICK} --output-style=static` },
  { command: `${QUICK} --output-style=stream`, ours: STREAMED },
  { command: `${QUICK} --output-style=stream-without-prefixes`, ours: STREAMED },
  { command: `${QUICK} --output-style=summary` },
  { command: 'run-many -t build -p f n' },
  { command: 'run c:build', ours: ['c:build'] },
  { command: 'run s:serial', ours: ['s:serial'] },
];

/**
 * Without the lines of our own: `✔  nx run a:build (peak: 1MB)`. Nx's warning about an exit code
 * ends in no newline, so a line of ours behind it brings one more.
 */
function withoutOwnLines(output: string, taskIds: readonly string[]): string {
  const ended = output.replace(/( exited with non-zero status code)\n(?=[✔✖] )/g, '$1');
  return taskIds.reduce(
    (text, id) => text.replace(new RegExp(`[✔✖] {2}nx run ${id} \\(peak: [^)]+\\)\n`), ''),
    ended,
  );
}

/** As one would type it. */
function asTyped({ command, variables = {} }: Run): string {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value} `);
  return `${set.join('')}nx ${command}`;
}

describe.each(runs.map((run) => [asTyped(run), run] as const))('%s', (typed, run) => {
  const { command, ours = [], variables = {} } = run;

  it(`${typed} prints the same bytes but for our text, exits alike and hashes alike`, async () => {
    const args = [...command.split(' '), ONE_BY_ONE];
    const env = { ...ON, ...variables };
    const without = await plain.run(args, { env });
    const with_ = await linked.run(args, { env });

    expect(with_.all).toContain('(peak: ');
    expect(comparable(withoutOwnLines(with_.all, ours), linked)).toBe(
      comparable(without.all, plain),
    );
    expect(with_.code).toBe(without.code);
    expect(hashes(linked)).toEqual(hashes(plain));
  });
});

describe('a run that finds everything in the cache', () => {
  it('a run that finds everything in the cache prints the same bytes, and exits alike', async () => {
    const args = ['run-many', '-t', 'cached', '-p', 'a'];
    for (const workspace of [plain, linked]) {
      await workspace.run(args);
    }
    const without = await plain.run(args, { env: ON });
    const with_ = await linked.run(args, { env: ON });
    expect(without.all).toContain('cache');
    expect(comparable(with_.all, linked)).toBe(comparable(without.all, plain));
    expect(with_.code).toBe(without.code);
  });
});

describe('with the switch off', () => {
  it.each([undefined, 'false', '0', ''])(
    'with the switch off (%j), nx prints the same bytes',
    async (value) => {
      const args = ['run-many', '-t', 'quick', 'fail', '-p', 'a', ONE_BY_ONE];
      const without = await plain.run(args);
      const off = await linked.run(args, { env: { NX_LOG_HEAP_USAGE: value } });
      expect(comparable(off.all, linked)).toBe(comparable(without.all, plain));
    },
  );

  it('with the switch off, nx loads nothing of ours', async () => {
    await inWorkspace(SENTINEL, async (sentinel) => {
      await sentinel.run(['run', 'a:quick']);
      expect(isLoaded(sentinel)).toBe(false);
      await sentinel.run(['run', 'a:quick'], { env: ON });
      expect(isLoaded(sentinel)).toBe(true);
    });
  });

  it('a switch that is neither on nor off is reported once, and nx goes on without peaks', async () => {
    const { all, code } = await linked.run(['run', 'a:quick'], {
      env: { NX_LOG_HEAP_USAGE: 'yes' },
    });
    expect(code).toBe(0);
    expect(all.match(/NX_LOG_HEAP_USAGE=yes/g)).toHaveLength(1);
    expect(all).not.toContain('(peak');
  });
});

describe('with the switch on', () => {
  it('with the switch on, nx commands that run no tasks load nothing of ours', async () => {
    await inWorkspace(SENTINEL, async (sentinel) => {
      await sentinel.run(['show', 'projects'], { env: ON });
      await sentinel.run(['--version'], { env: ON });
      expect(isLoaded(sentinel)).toBe(false);
    });
  });

  it('with the switch on, nx prints no warning about listeners', async () => {
    const { all } = await linked.run(['run-many', '-t', 'build', '--skip-nx-cache'], { env: ON });
    expect(all).not.toContain('MaxListenersExceededWarning');
  });

  it('a run changes no file but those that nx itself changes, and its own in .nx/peak', async () => {
    const changed = async (workspace: Workspace): Promise<string[]> => {
      await workspace.run(['run', 'a:quick'], { env: ON }); // nx's own folders come with it
      const before = filesBelow(workspace.root);
      await workspace.run(['run', 'a:quick', '--skip-nx-cache'], { env: ON });
      return changedSince(before, workspace.root);
    };
    const all = await changed(linked);
    const ours = all.filter((path) => path.startsWith('.nx/peak/'));
    expect(all.filter((path) => !ours.includes(path))).toEqual(await changed(plain));
    // The one record, and none of the runs before it is old enough to be removed.
    expect(ours.map((path) => path.replace(/runs\/[^/]+/, 'runs/<id>'))).toEqual([
      '.nx/peak/runs/<id>/run.json',
      '.nx/peak/runs/<id>/samples.ndjson',
    ]);
    expect(readFileSync(join(linked.root, '.nx/peak/.gitignore'), 'utf8')).toBe('*\n');
  });
});

describe('when something of ours is broken', () => {
  it.each([
    ['does not load', 'throw new Error("broken on purpose");'],
    ['is cut short', 'const a = {'],
    ['has no attach', ''],
  ])('an entry of ours that %s costs one line, and the run goes on', async (_, code) => {
    const run = await inWorkspace({ linked: true }, (broken) => {
      replaceFile(join(broken.root, ENTRY), code);
      return broken.run(['run-many', '-t', 'quick', 'fail', '-p', 'a'], { env: ON });
    });
    expect(run.code).toBe(1);
    expect(run.all.match(/nx-peak: .*/g)).toHaveLength(1);
    expect(stripAnsi(run.all)).toContain('✔  nx run a:quick\n');
  });

  it('a bad setting costs a line that names it, and its default is used', async () => {
    const { all, code } = await linked.run(['run-many', '-t', 'quick', '--skip-nx-cache'], {
      env: { ...ON, NX_PEAK_INTERVAL_MS: 'soon' },
    });
    expect(code).toBe(0);
    expect(stripAnsi(all)).toMatch(/✔ {2}nx run a:quick \(peak: \d+MB\)\n/);
    expect(stripAnsi(all)).toContain(
      'nx-peak: NX_PEAK_INTERVAL_MS must be a whole number of milliseconds from 10 to 3600000, not "soon"',
    );
  });
});

function hashes(workspace: Workspace): unknown {
  return workspace
    .recordedRuns()
    .at(-1)
    ?.tasks.map(({ id, hash, code }) => ({ id, hash, code }));
}
