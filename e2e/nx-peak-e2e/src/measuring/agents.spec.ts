import { isPeakOf, linesWithPeaks } from '../support/peaks';
import { inWorkspace, withWorkspace } from '../support/workspace';

/** Tasks run through `runDiscreteTasks` and `runContinuousTasks`, as distributed agents do. */
const workspace = withWorkspace({ linked: true, pluginWorkers: true });

interface Got {
  readonly id: string;
  readonly status: string;
  readonly peakRss?: number;
  readonly taskPeakRss?: number;
}

/** What each invocation got, and what was printed. */
async function agent(words: string, where = workspace): Promise<{ got: Got[][]; all: string }> {
  const { all, code } = await where.runNode(['tools/agent.js', ...words.split(' ')], {
    env: { NX_LOG_HEAP_USAGE: 'true', NX_SKIP_NX_CACHE: 'true' },
  });
  expect({ code, all }).toMatchObject({ code: 0 });
  const got = [...all.matchAll(/^agent got (.*)$/gm)].map(
    ([, json = '']) => JSON.parse(json) as Got[],
  );
  return { got, all };
}

describe('an agent that runs tasks itself', () => {
  it('an agent gets the peak on the results of discrete tasks, and prints it', async () => {
    const { got, all } = await agent('build b f');
    expect(got).toHaveLength(1);
    for (const [id, megabytes] of [
      ['b:build', 250],
      ['f:build', 160],
    ] as const) {
      const result = got[0]?.find((one) => one.id === id);
      expect({ result, fits: isPeakOf(result?.peakRss, megabytes) }).toMatchObject({ fits: true });
      expect(result?.taskPeakRss).toBe(result?.peakRss);
      expect([...linesWithPeaks(all).keys()]).toContainEqual(expect.stringContaining(id));
    }
  });

  it('an agent gets the peak on the results of continuous tasks', async () => {
    const { got } = await agent('serve srv');
    expect(got[0]?.[0]?.id).toBe('srv:serve');
    expect(isPeakOf(got[0]?.[0]?.peakRss, 80)).toBe(true);
  });

  it('an agent measures a task anew at every invocation', async () => {
    const { got } = await agent('varying a then varying a then varying a');
    expect(got.map(([first]) => first?.id)).toEqual(['a:varying', 'a:varying', 'a:varying']);
    expect(got.map(([first]) => isPeakOf(first?.peakRss, 200))).toEqual([true, false, true]);
    expect(isPeakOf(got[1]?.[0]?.peakRss, 80)).toBe(true);
  });

  it('an agent gathers nothing from one invocation to the next that nx does not gather itself', async () => {
    const invocations = Array.from({ length: 20 }, () => 'quick a').join(' then ');
    const ours = growth((await agent(invocations)).all);
    const nxs = await inWorkspace({ pluginWorkers: true }, async (plain) =>
      growth((await agent(invocations, plain)).all),
    );
    expect(Object.keys(nxs)).toContain('descriptors');
    for (const [what, more] of Object.entries(nxs)) {
      // Some may be on their way; what stays of each invocation would be seventeen.
      expect(`${what} ${(ours[what] ?? NaN) <= more + 4}`).toBe(`${what} true`);
    }
  });
});

/** How much more the process held after the last invocation than after the third. */
function growth(all: string): Record<string, number> {
  const [early = {}, late = {}] = [...all.matchAll(/^agent holds (.*)$/gm)].map(
    ([, json = '']) => JSON.parse(json) as Record<string, number>,
  );
  return Object.fromEntries(
    Object.entries(late).map(([what, count]) => [what, count - (early[what] ?? NaN)]),
  );
}
