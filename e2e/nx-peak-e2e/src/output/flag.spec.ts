import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Finished, RunOptions } from '@nx-peak/testkit';
import { changeFile } from '../support/files';
import { stripAnsi } from '../support/output';
import { linesWithPeaks } from '../support/peaks';
import { inWorkspace, withWorkspace, type Workspace } from '../support/workspace';

/** `--log-heap-usage` does what the switch in the environment does, and no task hears of it. */
const FLAG = '--log-heap-usage';
const WORDS = 'node ../../tools/words.js';

/** A workspace whose package `n` has tasks that print their words, and can be cached. */
const OF_WORDS = { linked: true, prepare: addWords };

function addWords({ root }: Workspace): void {
  changeFile(join(root, 'packages/n/package.json'), (text) => {
    const manifest = JSON.parse(text) as Record<string, unknown>;
    const scripts = {
      words: WORDS,
      exec: `nx exec ${FLAG} -- ${WORDS} one`,
      'exec-off': `nx exec --no-log-heap-usage -- ${WORDS} one`,
      'exec-own': `nx exec ${FLAG} -- ${WORDS} ${FLAG}`,
      'exec-plain': `nx exec -- ${WORDS} one`,
    };
    const targets = { words: { cache: true }, exec: { cache: true } };
    return JSON.stringify({ ...manifest, scripts, nx: { targets } });
  });
}

const workspace = withWorkspace(OF_WORDS);

/** `npm run <script>` in the folder of package `n`. */
function npmRun(where: Workspace, line: string, options: RunOptions = {}): Promise<Finished> {
  return where.runProgram('sh', ['-c', `cd packages/n && npm run ${line}`], options);
}

/** The words that the task was given: of its last run, as nx tells them. */
function wordsIn({ all }: Finished): unknown {
  const found = [...stripAnsi(all).matchAll(/^words: (.*)$/gm)].at(-1)?.[1];
  return found === undefined ? undefined : JSON.parse(found);
}

function tasksWithPeaks({ all }: Finished): string[] {
  return [...linesWithPeaks(all).keys()];
}

/** The last run of this task, as nx told plugins. */
function lastRunOf(where: Workspace, id: string): { hash: string; status: string } {
  const task = where
    .recordedRuns()
    .flatMap(({ tasks }) => tasks)
    .findLast((one) => one.id === id);
  return { hash: task?.hash ?? 'none', status: task?.status ?? 'none' };
}

/** The flag shows peaks, reaches no task, and leaves the hash of the task as it was. */
async function expectFlag(where: Workspace, args: readonly string[]): Promise<void> {
  const command = [...args, '--output-style=stream-without-prefixes'];
  const word = `--for=${args[0] ?? ''}`; // so that no other case has cached it
  const plain = await where.run([...command, word]);
  expect({ words: wordsIn(plain), peaks: tasksWithPeaks(plain) }).toEqual({
    words: [word],
    peaks: [],
  });
  const { hash, status } = lastRunOf(where, 'n:words');
  expect(status).toBe('success');

  await where.run([...command, FLAG, word]);
  expect(lastRunOf(where, 'n:words')).toEqual({ hash, status: CACHED });

  const flagged = await where.run([...command, FLAG, word, '--skip-nx-cache']);
  expect({ words: wordsIn(flagged), peaks: tasksWithPeaks(flagged) }).toEqual({
    words: [word],
    peaks: [`✔  nx run n:words ${word}`],
  });
  expect(lastRunOf(where, 'n:words')).toEqual({ hash, status: 'success' });
}

/** Expects what `expectFlag` does of a script that says `nx exec`, in which the flag is written. */
async function expectFlagOfExec(where: Workspace): Promise<void> {
  const flagged = await npmRun(where, 'exec');
  expect({ words: wordsIn(flagged), peaks: tasksWithPeaks(flagged) }).toEqual({
    words: ['one'],
    peaks: ['✔  nx run n:exec'],
  });
  const { hash, status } = lastRunOf(where, 'n:exec');
  expect(status).toBe('success');

  await where.run(['run', 'n:exec']);
  expect(lastRunOf(where, 'n:exec')).toEqual({ hash, status: CACHED });
}

/** The task has no outputs that could differ. */
const CACHED = expect.stringContaining('cache') as string;

describe('--log-heap-usage', () => {
  it.each([
    ['nx run', ['run', 'n:words']],
    ['nx run-many', ['run-many', '-t', 'words']],
    ['nx affected', ['affected', '-t', 'words', '--files=packages/n/package.json']],
  ])('--log-heap-usage shows peaks with %s, and no task hears of it', async (_, args) => {
    await expectFlag(workspace, args);
  });

  it('--log-heap-usage shows peaks with nx exec in a package script, and no task hears of it', async () => {
    await expectFlagOfExec(workspace);
  });

  it('--log-heap-usage shows peaks with nx 20, and no task hears of it', async () => {
    await inWorkspace({ ...OF_WORDS, nx: '20.8.4' }, async (older) => {
      await expectFlag(older, ['run', 'n:words']);
      await expectFlagOfExec(older);
    });
  });
});

describe('nx exec --log-heap-usage', () => {
  it('nx exec --log-heap-usage leaves the arguments of the script alone', async () => {
    const run = await npmRun(workspace, 'exec -- two');
    expect({ words: wordsIn(run), peaks: tasksWithPeaks(run) }).toEqual({
      words: ['one', 'two'],
      peaks: ['✔  nx run n:exec two'],
    });
  });

  it("nx exec leaves the command's own flag --log-heap-usage alone", async () => {
    const run = await npmRun(workspace, 'exec-own');
    expect({ words: wordsIn(run), peaks: tasksWithPeaks(run) }).toEqual({
      words: [FLAG],
      peaks: ['✔  nx run n:exec-own'],
    });
  });

  it('--log-heap-usage can be given to a script that says nx exec', async () => {
    const run = await npmRun(workspace, `exec-plain -- ${FLAG}`);
    expect({ words: wordsIn(run), peaks: tasksWithPeaks(run) }).toEqual({
      words: ['one'],
      peaks: ['✔  nx run n:exec-plain'],
    });
  });

  it('nx exec --no-log-heap-usage says off against the switch in the environment', async () => {
    const env = { NX_LOG_HEAP_USAGE: 'true' };
    expect(tasksWithPeaks(await npmRun(workspace, 'exec-plain', { env }))).toEqual([
      '✔  nx run n:exec-plain',
    ]);
    expect(tasksWithPeaks(await npmRun(workspace, 'exec-off', { env }))).toEqual([]);
  });

  it('nx exec --log-heap-usage runs the command, and says nothing, when nx-peak is gone', async () => {
    const run = await inWorkspace(OF_WORDS, (without) => {
      rmSync(join(without.root, 'node_modules/nx-peak'), { recursive: true });
      return npmRun(without, 'exec');
    });
    expect({ code: run.code, words: wordsIn(run) }).toEqual({ code: 0, words: ['one'] });
    expect(run.all).not.toMatch(/nx-peak|Cannot find/);
  });

  it('nx exec with nx-peak preloaded shows peaks, and none where it says off', async () => {
    await inWorkspace({ prepare: addWords }, async (preloaded) => {
      const env = { NODE_OPTIONS: '--require nx-peak/register' };
      const on = await npmRun(preloaded, 'exec', { env });
      expect({ words: wordsIn(on), peaks: tasksWithPeaks(on) }).toEqual({
        words: ['one'],
        peaks: ['✔  nx run n:exec'],
      });
      const variables = { ...env, NX_LOG_HEAP_USAGE: 'true' };
      const off = await npmRun(preloaded, 'exec-off', { env: variables });
      expect({ words: wordsIn(off), peaks: tasksWithPeaks(off) }).toEqual({
        words: ['one'],
        peaks: [],
      });
    });
  });
});
