import { existsSync } from 'node:fs';
import { until } from '@nx-peak/testkit';
import { isPeakOf } from '../support/peaks';
import { RunRecords, type RunRecord } from '../support/run-records';
import { withWorkspace } from '../support/workspace';

/** What is recorded of tasks of each kind. */
const workspace = withWorkspace({ linked: true, pluginWorkers: true });
const records = new RunRecords(workspace);

const ON = { NX_LOG_HEAP_USAGE: 'true' };

function report(...args: string[]) {
  return workspace.runBin('nx-peak', ['report', ...args]);
}

describe('tasks in a record', () => {
  it('a record holds failed and cached tasks', async () => {
    await workspace.run(['run-many', '-t', 'cached', '-p', 'a'], { env: ON });
    const [run] = await records.addedBy(() =>
      workspace.run(['run-many', '-t', 'cached', 'fail', '-p', 'a'], { env: ON }),
    );
    const outcomes = Object.fromEntries(run?.tasks.map(({ id, outcome }) => [id, outcome]) ?? []);
    expect(outcomes['a:fail']).toEqual({ kind: 'failed', exitCode: 1 });
    expect(outcomes['a:cached']).toMatchObject({ kind: 'cached' });
    expect(run?.tasks.find(({ id }) => id === 'a:cached')?.measurement).toBeUndefined();
  });

  it('a record holds the tasks of a batch, whose peaks are of the process they share', async () => {
    const [run] = await records.addedBy(() =>
      workspace.run(['run-many', '-t', 'build', '-p', 'bat1', 'bat2', '--skip-nx-cache'], {
        env: { ...ON, NX_BATCH_MODE: 'true' },
      }),
    );
    expect(run?.tasks.map(({ id }) => id).sort()).toEqual(['bat1:build', 'bat2:build']);
    expect(run?.tasks.every(({ measurement }) => measurement?.shared === true)).toBe(true);
    const { all } = await report(run?.id ?? '', '--format=json');
    expect((JSON.parse(all) as { record: RunRecord }).record.tasks).toHaveLength(2);
  });

  it('a record lists the processes that held the peak', async () => {
    const isNew = records.sinceNow();
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const id = () => records.ids().find(isNew) ?? '';
    const samples = () => records.samplesFile(id());
    await until(
      'samples of all it holds',
      () =>
        existsSync(samples()) &&
        records.curve(id(), 'a:long').filter((bytes) => isPeakOf(bytes, 100)).length > 30,
    );
    nx.kill('SIGTERM');
    await nx.finished;
    const [task] = records.read(id()).tasks;
    const processes = task?.processesAtPeak ?? [];
    expect(processes[0]?.command).toContain('tools/alloc.js --megabytes=100 --hold-ms=60000');
    const held = processes.reduce((sum, { rss }) => sum + rss, 0);
    expect(held * 1.03).toBeGreaterThanOrEqual(task?.measurement?.peakRss ?? NaN);
  });

  it('secrets are masked in the command lines of a record', async () => {
    const [run] = await records.addedBy(() =>
      workspace.run(['run', 'a:quick', '--api-key=hunter2'], { env: ON }),
    );
    expect(run?.command).toBe('nx run a:quick --api-key=***');
    const commands = run?.tasks[0]?.processesAtPeak?.map(({ command = '' }) => command) ?? [];
    expect(commands.join('\n')).toContain('--api-key=***');
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  it('what the workspace calls a secret is masked in a record, too', async () => {
    const env = { ...ON, NX_PEAK_SECRETS: 'ACME-\\d+' };
    const [run] = await records.addedBy(() =>
      workspace.run(['run', 'a:quick', '--site=ACME-1234'], { env }),
    );
    expect(run?.command).toBe('nx run a:quick --site=***');
  });
});
