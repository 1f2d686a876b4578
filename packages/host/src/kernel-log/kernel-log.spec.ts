import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killsIn } from './kernel-log';

/** Recorded from `/dev/kmsg` of Linux 6.18, the register dump and most of the counters left out. */
const cgroupKill = JSON.parse(
  readFileSync(join(__dirname, '__fixtures__/kmsg-group-kill.json'), 'utf8'),
) as string[];

describe('the kernel log', () => {
  it('reports a kill at the limit of a cgroup', () => {
    expect(killsIn(cgroupKill)).toEqual([
      {
        time: 14914250990,
        pid: 11866,
        command: 'node',
        anonRssBytes: 152468 * 1024,
        scope: 'cgroup',
        cgroup: '/ci/job',
      },
    ]);
  });

  it('reports a kill when the host has no more memory', () => {
    const host = cgroupKill.map((record) =>
      record.replace('Memory cgroup out of memory', 'Out of memory'),
    );
    expect(killsIn(host)[0]?.scope).toBe('host');
  });

  it('reports a kill without its cgroup before Linux 4.19', () => {
    const old = cgroupKill.filter((record) => !record.includes('oom-kill:'));
    expect(killsIn(old)).toMatchObject([{ pid: 11866, cgroup: undefined }]);
  });

  it('is not taken in by a process whose name is strange', () => {
    const strange = cgroupKill.map((record) => record.replace('(node)', '((sd-pam) x)'));
    expect(killsIn(strange)).toMatchObject([{ pid: 11866, command: '(sd-pam) x' }]);
  });

  it('is not taken in by other records about memory', () => {
    expect(killsIn(['4,1,2,-;node invoked oom-killer: gfp_mask=0xcc0\n', ''])).toEqual([]);
  });
});
