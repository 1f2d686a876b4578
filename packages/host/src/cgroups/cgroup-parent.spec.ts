import { writtenSystem } from '../testing/recorded-system';
import { findCgroupParent } from './cgroup-parent';

/** Version 2 is written after the kernel's documentation: no machine with it was at hand. */
const MOUNT_V2 =
  '514 513 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup2 rw\n';
const PREFIX = 'measured-';
const USER = '/sys/fs/cgroup/user.slice/user@1000.service';

/** A terminal below what systemd delegates to a user. */
const desktop = {
  '/proc/self/cgroup': '0::/user.slice/user@1000.service/app.slice/term.scope\n',
  '/proc/self/mountinfo': MOUNT_V2,
  [`${USER}/app.slice/term.scope/cgroup.subtree_control`]: '\n',
  [`${USER}/app.slice/cgroup.subtree_control`]: 'memory pids\n',
  [`${USER}/cgroup.subtree_control`]: 'memory pids\n',
  '/sys/fs/cgroup/user.slice/cgroup.subtree_control': 'cpu memory pids\n',
  '/sys/fs/cgroup/cgroup.subtree_control': 'cpu memory pids\n',
};

const delegated = (path: string): boolean => path.startsWith(USER);

const v1 = (path: string) => ({
  '/proc/self/cgroup': `4:memory:${path}\n0::/\n`,
  '/proc/self/mountinfo':
    '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n',
});

describe('where child groups can be made', () => {
  it('is, in version 1, the own group', () => {
    expect(findCgroupParent(PREFIX, writtenSystem(v1('/ci')), () => true)).toEqual({
      kind: 'found',
      home: { version: 1, path: '/ci', directory: '/sys/fs/cgroup/memory/ci' },
    });
  });

  it('is, in version 2, the nearest that is delegated and hands out the memory controller', () => {
    expect(findCgroupParent(PREFIX, writtenSystem(desktop), delegated)).toMatchObject({
      kind: 'found',
      home: { version: 2, directory: `${USER}/app.slice` },
    });
  });

  it('is nowhere when the own group cannot be written, as in most containers', () => {
    expect(findCgroupParent(PREFIX, writtenSystem(v1('/ci')), () => false)).toEqual({
      kind: 'none',
      reason: '/sys/fs/cgroup/memory/ci cannot be written',
    });
  });

  it('is nowhere when nothing that can be written hands out the controller', () => {
    const found = findCgroupParent(PREFIX, writtenSystem(desktop), () => false);
    expect(found.kind).toBe('none');
    expect(found).toHaveProperty('reason', expect.stringContaining('cgroup.subtree_control'));
  });

  it.each([
    ['memory.max', '4294967296\n'],
    ['cpu.max', '200000 100000\n'],
  ])('is nowhere when a limit would be left behind: %s', (file, limit) => {
    const limited = { ...desktop, [`${USER}/app.slice/term.scope/${file}`]: limit };
    expect(findCgroupParent(PREFIX, writtenSystem(limited), delegated)).toEqual({
      kind: 'none',
      reason: `${file} of ${USER}/app.slice/term.scope would not bind cgroups in ${USER}/app.slice`,
    });
  });

  it.each([
    ['memory.max', 'max\n'],
    ['cpu.max', 'max 100000\n'],
  ])('is not forbidden by what is no limit: %s', (file, limit) => {
    const unlimited = { ...desktop, [`${USER}/app.slice/term.scope/${file}`]: limit };
    expect(findCgroupParent(PREFIX, writtenSystem(unlimited), delegated).kind).toBe('found');
  });

  it('is nowhere for a process that is measured in such a group itself', () => {
    const nested = v1('/ci/measured-4026531836-12-3456-1');
    expect(findCgroupParent(PREFIX, writtenSystem(nested), () => true)).toHaveProperty(
      'reason',
      expect.stringContaining('itself measured in a cgroup'),
    );
  });

  it('is nowhere without cgroups', () => {
    expect(findCgroupParent(PREFIX, writtenSystem({}), () => true)).toEqual({
      kind: 'none',
      reason: 'no memory cgroup can be seen here',
    });
  });
});
