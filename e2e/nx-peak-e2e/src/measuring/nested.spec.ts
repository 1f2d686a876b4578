import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeFile } from '../support/files';
import { linesWithPeaks } from '../support/peaks';
import { stripAnsi } from '../support/output';
import type { RecordedTask } from '../support/recorded-runs';
import { withWorkspace, type Workspace } from '../support/workspace';

/** A task that runs nx itself. */
const other = withWorkspace({ linked: true, pluginWorkers: true });
const workspace = withWorkspace({ linked: true, pluginWorkers: true, prepare: addNestedTasks });

function addNestedTasks({ root }: Workspace): void {
  const nx = 'node_modules/.bin/nx';
  const flags = '--skip-nx-cache';
  const apart = 'env -u NX_CACHE_DIRECTORY -u NX_WORKSPACE_DATA_DIRECTORY';
  const commands = {
    one: `${nx} run b:build ${flags}`,
    many: `${nx} run-many -t build -p b ${flags}`,
    elsewhere: `cd ${other.root} && ${apart} ${nx} run-many -t build -p b ${flags}`,
  };
  const folder = join(root, 'packages/nested');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'project.json'),
    JSON.stringify({
      name: 'nested',
      targets: Object.fromEntries(
        Object.entries(commands).map(([target, command]) => [target, { command }]),
      ),
    }),
  );
  // An npm script runs in an executor's process of its own.
  changeFile(join(root, 'packages/n/package.json'), (text) =>
    text.replace('"scripts": {', `"scripts": { "inner": "nx run b:build ${flags}",`),
  );
}

describe.each([
  ['nested:one', '✔  nx run b:build'],
  ['nested:many', '✔  nx run b:build'],
  ['nested:elsewhere', '✔  nx run b:build'],
  ['n:inner', '✔  nx run b:build'],
])('%s', (outerId, innerLine) => {
  it.each([
    [[`run`, outerId], `✔  nx run ${outerId}`],
    [[`run`, outerId, '--output-style=static'], `> nx run ${outerId}`],
    [[`run`, outerId, '--output-style=stream-without-prefixes'], `✔  nx run ${outerId}`],
  ])(
    `nx %j shows each peak once, and that of ${outerId} is of the whole tree`,
    async (args, outerLine) => {
      const { all, code } = await workspace.run([...args, '--skip-nx-cache'], {
        env: { NX_LOG_HEAP_USAGE: 'true' },
      });
      expect({ code, all }).toMatchObject({ code: 0 });
      const peaks = linesWithPeaks(all);
      expect([...peaks.keys()].sort()).toEqual([outerLine, innerLine].sort());
      expect(stripAnsi(all).match(/\(peak: /g)).toHaveLength(2);

      const inner = recorded(outerId === 'nested:elsewhere' ? other : workspace, 'b:build');
      const outer = recorded(workspace, outerId);
      // The inner nx holds some 100 MB of its own.
      expect(outer.resultPeakRss).toBeGreaterThan((inner.resultPeakRss ?? 0) + 50 * 1024 ** 2);
    },
  );
});

function recorded(where: Workspace, taskId: string): Partial<RecordedTask> {
  const tasks = where.recordedRuns().flatMap((run) => run.tasks);
  return tasks.findLast(({ id }) => id === taskId) ?? {};
}
