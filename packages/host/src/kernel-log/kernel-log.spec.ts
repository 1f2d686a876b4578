import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killsIn } from './kernel-log';

/** Recorded from `/dev/kmsg` of Linux 6.18, the register dump and most of the counters left out. */
const groupKill = JSON.parse(
  readFileSync(join(__dirname, '__fixtures__/kmsg-group-kill.json'), 'utf8'),
) as string[];

describe('the kernel log', () => {
  it('tells of a kill at the limit of a cgroup', () => {
    expect(killsIn(groupKill)).toEqual([
      {
        time: 14914250990,
        pid: 11866,
        command: 'node',
        anonRss: 152468 * 1024,
        scope: 'group',
        group: '/ci/job',
      },
    ]);
  });

  it('tells of a kill for want of memory of the machine', () => {
    const host = groupKill.map((record) =>
      record.replace('Memory cgroup out of memory', 'Out of memory'),
    );
    expect(killsIn(host)[0]?.scope).toBe('host');
  });

  it('tells of a kill without its group before Linux 4.19', () => {
    const old = groupKill.filter((record) => !record.includes('oom-kill:'));
    expect(killsIn(old)).toMatchObject([{ pid: 11866, group: undefined }]);
  });

  it('is not taken in by a process whose name is strange', () => {
    const strange = groupKill.map((record) => record.replace('(node)', '((sd-pam) x)'));
    expect(killsIn(strange)).toMatchObject([{ pid: 11866, command: '(sd-pam) x' }]);
  });

  it('is not taken in by other records about memory', () => {
    expect(killsIn(['4,1,2,-;node invoked oom-killer: gfp_mask=0xcc0\n', ''])).toEqual([]);
  });
});
