import { join } from 'node:path';
import { collectorChain } from '../collectors/collector-chain';
import { ProcFiles } from '@nx-peak/host';
import { ProcessNames } from './process-names';

/** Beyond the largest pid of any kernel. */
const NOBODY = 2 ** 22 + 1;

const onLinux = collectorChain(process.platform).collectors.includes('procfs') ? it : it.skip;

describe('ProcessNames', () => {
  onLinux('names who is there, and keeps who is gone', () => {
    const named = new ProcessNames().named([
      { pid: process.pid, ppid: process.ppid, bytes: 2 },
      { pid: NOBODY, ppid: undefined, bytes: 1 },
    ]);
    expect(named).toEqual([
      {
        pid: process.pid,
        ppid: process.ppid,
        name: expect.stringMatching(/^.+[^\n]$/) as string,
        command: expect.arrayContaining([expect.stringContaining('jest')]) as string[],
        bytes: 2,
      },
      { pid: NOBODY, bytes: 1 },
    ]);
  });

  it('names nobody where pids mean nothing, or other processes', () => {
    const held = [{ pid: process.pid, ppid: 1, bytes: 2 }];
    for (const files of [
      new ProcFiles({ procRoot: join(__dirname, 'no-proc-here') }),
      new ProcFiles({ ownPid: NOBODY }),
    ]) {
      expect(new ProcessNames(files).named(held)).toEqual(held);
    }
  });
});
