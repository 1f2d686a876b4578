import { existsSync, statSync } from 'node:fs';
import { until, untilRunning } from '@nx-peak/testkit';
import { RunRecords } from '../support/run-records';
import { withWorkspace } from '../support/workspace';

/** What is left of a run that does not come to its end. */
const workspace = withWorkspace({ linked: true });
const records = new RunRecords(workspace);

const ON = { NX_LOG_HEAP_USAGE: 'true' };

function report(...args: string[]) {
  return workspace.runBin('nx-peak', ['report', ...args]);
}

describe('a run that is killed', () => {
  it('a run whose nx is killed leaves a record that says so', async () => {
    const isNew = records.sinceNow();
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    const id = () => records.ids().find(isNew) ?? '';
    const samples = () => records.samplesFile(id());
    await until('a sample', () => existsSync(samples()) && statSync(samples()).size > 0);
    nx.kill('SIGKILL');
    await nx.exited;

    const { all, code } = await report(id());
    expect(code).toBe(0);
    expect(all).toMatch(/The record is incomplete/);
    expect(all).toMatch(/MB .* a:long$/m);
    const listed = await workspace.runBin('nx-peak', ['runs']);
    expect(listed.all).toMatch(new RegExp(`^${id()}  incomplete .* nx run a:long`, 'm'));
  });

  it('a run that is stopped by a signal leaves a record of the stop', async () => {
    const isNew = records.sinceNow();
    const nx = workspace.spawn(['run', 'a:long', '--skip-nx-cache'], { env: ON });
    await untilRunning(workspace, 'alloc.js --megabytes=100');
    nx.kill('SIGTERM');
    await nx.finished;
    const run = records.read(records.ids().find(isNew) ?? '');
    expect(run.state).toMatchObject({ kind: 'stopped' });
    expect(run.tasks.map(({ id, outcome }) => [id, outcome['kind']])).toEqual([
      ['a:long', 'stopped'],
    ]);
  });
});
