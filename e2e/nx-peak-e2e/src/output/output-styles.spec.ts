import { untilRunning } from '@nx-peak/testkit';
import { lineWith, peakOf, stripAnsi } from '../support/output';
import { linesWithPeaks } from '../support/peaks';
import { withWorkspace } from '../support/workspace';

/** What nx prints into a pipe: CI logs, files, other programs. */
const workspace = withWorkspace({ linked: true });

const ON = { NX_LOG_HEAP_USAGE: 'true' };

async function linesOf(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ lines: string[]; all: string }> {
  const { all } = await workspace.run([...args, '--skip-nx-cache'], { env: { ...ON, ...env } });
  return { lines: [...linesWithPeaks(all).keys()], all: stripAnsi(all) };
}

describe('static run-many', () => {
  it('static run-many names the peak on the collapsed line of a success, the header of a failure, and in the list', async () => {
    const { lines } = await linesOf(['run-many', '-t', 'quick', 'fail', '-p', 'a']);
    expect(lines.sort()).toEqual(['- a:fail', '> nx run a:fail', '✔  nx run a:quick']);
  });

  it.each(['--verbose', '--output-style=static'])(
    'static run-many names the peak in the header of every task with %s',
    async (flag) => {
      const { lines } = await linesOf(['run-many', '-t', 'quick', 'fail', '-p', 'a', flag]);
      expect(lines.sort()).toEqual(['- a:fail', '> nx run a:fail', '> nx run a:quick']);
    },
  );

  it('static run-many names the peak after the arguments the user gave', async () => {
    const { all } = await linesOf(['run-many', '-t', 'quick', '--foo=bar']);
    expect(lineWith(all, 'nx run a:quick')).toMatch(
      /^✔ {2}nx run a:quick --foo=bar \(peak: \d+MB\)$/,
    );
  });
});

describe('static run-one', () => {
  it('static run-one gets a line of its own for the task asked for, whose output is streamed', async () => {
    const { lines, all } = await linesOf(['run', 'c:build']);
    expect(lines.sort()).toEqual(['✔  nx run a:build', '✔  nx run b:build', '✔  nx run c:build']);
    expect(all).toMatch(/released 200\n✔ {2}nx run c:build \(peak: \d+MB\)\n/);
  });

  it('static run-one starts the line of its own on a new one after the warning about a failed command', async () => {
    const { lines, all } = await linesOf(['run', 'a:fail']);
    expect(lines.sort()).toEqual(['- a:fail', '✖  nx run a:fail']);
    expect(all).toMatch(/non-zero status code\n✖ {2}nx run a:fail \(peak: \d+MB\)\n/);
  });

  it('static run-one names the task as nx does when its name holds colons', async () => {
    const { lines } = await linesOf(['run', 'c:build:prod:production', '--foo=bar']);
    expect(lines).toEqual(['✔  nx run c:"build:prod":production --foo=bar']);
  });

  it('static run-one says nothing at the start of a task', async () => {
    const { all } = await linesOf(['run', 'a:quick']);
    expect(lineWith(all, '> nx run a:quick')).toBe('> nx run a:quick');
  });
});

describe.each(['stream', 'stream-without-prefixes'])('%s', (style) => {
  it(`${style} gets a line of its own for every finished task`, async () => {
    const { lines } = await linesOf([
      ...['run-many', '-t', 'quick', 'fail', '-p', 'a'],
      `--output-style=${style}`,
    ]);
    expect(lines.sort()).toEqual(['- a:fail', '✔  nx run a:quick', '✖  nx run a:fail']);
  });
});

describe('summary', () => {
  it('the style summary names the peak of what failed, and gets no line for what succeeded', async () => {
    const { lines } = await linesOf([
      ...['run-many', '-t', 'quick', 'fail', '-p', 'a'],
      '--output-style=summary',
    ]);
    expect(lines).toEqual(['✖ nx run a:fail']);
  });
});

describe('GitHub Actions', () => {
  it('GitHub Actions shows the peak in the title of a log group', async () => {
    const { lines } = await linesOf(
      ['run-many', '-t', 'quick', 'fail', '-p', 'a', '--output-style=static'],
      { GITHUB_ACTIONS: 'true' },
    );
    expect(lines.sort()).toEqual([
      '- a:fail',
      '::group::✅ > nx run a:quick',
      '::group::❌ > nx run a:fail',
    ]);
  });
});

describe('a task that did not run', () => {
  it('a task shows no peak when it came from the cache', async () => {
    await workspace.run(['run-many', '-t', 'cached'], { env: ON });
    const { all } = await workspace.run(['run-many', '-t', 'cached'], { env: ON });
    expect(stripAnsi(all)).toContain('✔  nx run a:cached  [local cache]\n');
    expect(all).not.toContain('peak');
  });

  it('a task shows no peak when it is a no-op', async () => {
    const { lines } = await linesOf(['run', 'noop:build']);
    expect(lines).toEqual(['✔  nx run a:build']);
  });
});

describe('colours', () => {
  it('the suffix is dim where nx prints in colours', async () => {
    const { all } = await workspace.run(['run-many', '-t', 'quick'], {
      env: { ...ON, FORCE_COLOR: '1' },
    });
    const dim = String.raw`\u001b\[2m \(peak: \d+MB\)\u001b\[22m\n`;
    expect(all).toMatch(new RegExp(dim));
  });
});

describe('a continuous task', () => {
  it('a continuous task gets a line when it is stopped because nothing needs it any more', async () => {
    const { lines, all } = await linesOf(['run', 'srv:e2e']);
    expect(lines.sort()).toEqual(['✔  nx run srv:e2e', '✔  nx run srv:serve']);
    expect(peakOf(lineWith(all, '✔  nx run srv:serve'))).toBeGreaterThan(80 * 1024 ** 2);
  });
});

describe('a batch', () => {
  it('a batch names the peak on the line of each of its tasks', async () => {
    const { lines } = await linesOf(['run-many', '-t', 'build', '-p', 'bat1', 'bat2'], {
      NX_BATCH_MODE: 'true',
    });
    expect(lines.filter((line) => line.includes('bat1:build'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('bat2:build'))).toHaveLength(1);
  });
});

describe('a task stopped by SIGTERM', () => {
  it('a task stopped by SIGTERM is named with its peak in the list of what was stopped', async () => {
    const run = workspace.spawn(['run-many', '-t', 'long'], { env: ON });
    await untilRunning(workspace, 'alloc.js --megabytes=100');
    await settled();
    run.kill('SIGTERM');
    const { all } = await run.finished;
    expect(linesWithPeaks(all).get('- a:long')).toBeGreaterThan(100 * 1024 ** 2);
  });

  it('a task stopped by SIGTERM gets a line of its own where its output is streamed', async () => {
    const run = workspace.spawn(['run-many', '-t', 'long', '--output-style=stream'], { env: ON });
    await run.waitFor('allocated 100');
    await settled();
    run.kill('SIGTERM');
    const { all } = await run.finished;
    expect(linesWithPeaks(all).get('◼  nx run a:long')).toBeGreaterThan(100 * 1024 ** 2);
  });
});

/** The memory was allocated; a sample at the usual interval has seen it after this. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1200));
}
