import { groupFolder } from './own-group';

const V1_MOUNT = '34 29 0:30 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory';
const V2_MOUNT = '30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate';

describe('groupFolder', () => {
  it('is the group of the v1 memory hierarchy where that is mounted, beside v2 or not', () => {
    expect(groupFolder('4:memory:/a/b\n0::/\n', `${V1_MOUNT}\n${V2_MOUNT}`)).toEqual({
      folder: '/sys/fs/cgroup/memory/a/b',
      version: 1,
    });
  });

  it('is the v2 group elsewhere', () => {
    expect(groupFolder('0::/user.slice/session.scope\n', V2_MOUNT)).toEqual({
      folder: '/sys/fs/cgroup/user.slice/session.scope',
      version: 2,
    });
  });

  it('is below the mount when a container sees a part of the hierarchy', () => {
    const part = '34 29 0:30 /docker/c1 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory';
    expect(groupFolder('4:memory:/docker/c1\n', part)?.folder).toBe('/sys/fs/cgroup/memory');
    expect(groupFolder('4:memory:/docker/c1/x\n', part)?.folder).toBe('/sys/fs/cgroup/memory/x');
  });

  it('is undefined without a hierarchy', () => {
    expect(groupFolder('', '')).toBeUndefined();
  });
});
