import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { itWith } from '@nx-peak/testkit/rig';
import { notices } from '../support/comparable';
import { blockOf } from '../support/output';
import { linesWithPeaks } from '../support/peaks';
import { readOnlyMounts, withReadOnly } from '../support/read-only';
import { RunRecords } from '../support/run-records';
import { inWorkspace, withWorkspace } from '../support/workspace';

/** Whether there is a record of a run, and how many there are. */
const workspace = withWorkspace({ linked: true });
const records = new RunRecords(workspace);

const ON = { NX_LOG_HEAP_USAGE: 'true' };
const TWO = ['run-many', '-t', 'quick', 'fail', '-p', 'a', '--skip-nx-cache'];

describe('where nothing is recorded', () => {
  it('with NX_PEAK_RECORD=false the log is as with a record', async () => {
    const unrecorded = { ...ON, NX_PEAK_RECORD: 'false' };
    await inWorkspace({ linked: true }, async (apart) => {
      const { all, code } = await apart.run(TWO, { env: unrecorded });
      expect(code).toBe(1);
      expect(existsSync(join(apart.root, '.nx/peak'))).toBe(false);
      expect([...linesWithPeaks(all).keys()]).toContain('✔  nx run a:quick');
      expect(blockOf(all)).toBeDefined();
      expect(notices(all)).toEqual([]);
    });
  });

  itWith(readOnlyMounts())('a folder .nx/peak that cannot be written costs one line', async () => {
    const folder = join(workspace.root, '.nx/peak');
    mkdirSync(folder, { recursive: true });
    const line = 'node_modules/.bin/nx run-many -t quick fail -p a --skip-nx-cache';
    const { all, code } = await workspace.runProgram('unshare', withReadOnly(folder, line), {
      env: ON,
    });
    expect(code).toBe(1);
    expect([...linesWithPeaks(all).keys()]).toContain('✔  nx run a:quick');
    expect(notices(all)).toEqual([
      expect.stringMatching(/^nx-peak: The run is not recorded: EROFS/),
    ]);
  });
});

describe('NX_PEAK_KEEP_RUNS', () => {
  it('NX_PEAK_KEEP_RUNS is how many records are kept', async () => {
    for (let run = 0; run < 3; run++) {
      await workspace.run(['run', 'a:quick'], { env: { ...ON, NX_PEAK_KEEP_RUNS: '2' } });
    }
    expect(records.ids()).toHaveLength(2);
  });
});
