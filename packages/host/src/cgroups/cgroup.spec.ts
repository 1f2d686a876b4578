import { join } from 'node:path';
import { recordedSystem, writtenSystem } from '../testing/recorded-system';
import { cgroupsOf } from './cgroup';
import { parseMountinfo } from './parse-mountinfo';
import { parseProcCgroup } from './parse-proc-cgroup';

const fixture = (name: string) => recordedSystem(join(__dirname, '__fixtures__', name));

describe('/proc/PID/cgroup', () => {
  it('tells the group of the memory controller of version 1, and that of version 2', () => {
    expect(parseProcCgroup('4:cpu,memory:/a\n1:name=systemd:/b\n0::/c\n')).toEqual({
      memoryV1: '/a',
      v2: '/c',
    });
  });

  it('keeps colons of a path', () => {
    expect(parseProcCgroup('0::/docker:1/x:y\n').v2).toBe('/docker:1/x:y');
  });

  it('is not taken in by a controller whose name contains memory', () => {
    expect(parseProcCgroup('4:memory_extra:/a\n').memoryV1).toBeUndefined();
  });
});

describe('mountinfo', () => {
  it('unescapes paths', () => {
    const line = String.raw`31 23 0:28 / /run/my\040groups\134x rw - cgroup2 cgroup2 rw`;
    expect(parseMountinfo(line)).toEqual([
      { version: 2, root: '/', mountPoint: '/run/my groups\\x' },
    ]);
  });

  it('finds the type behind any number of optional fields', () => {
    const line = '31 23 0:28 / /sys/fs/cgroup rw shared:9 master:1 - cgroup cgroup rw,memory';
    expect(parseMountinfo(line)).toEqual([{ version: 1, root: '/', mountPoint: '/sys/fs/cgroup' }]);
  });

  it('passes over file systems and controllers of other kinds', () => {
    expect(
      parseMountinfo(
        '27 1 254:0 / / rw - ext4 /dev/vda rw\n32 31 0:29 / /c rw - cgroup cgroup rw,cpu\n',
      ),
    ).toEqual([]);
  });
});

describe('the groups that bound a process', () => {
  it('are its own and all parents up to the mount point, where version 1 has the memory', () => {
    expect(cgroupsOf('self', fixture('v1-nested'))).toEqual([
      { version: 1, path: '/ci/job', directory: '/sys/fs/cgroup/memory/ci/job' },
      { version: 1, path: '/ci', directory: '/sys/fs/cgroup/memory/ci' },
      { version: 1, path: '/', directory: '/sys/fs/cgroup/memory' },
    ]);
  });

  it('are one in a namespace of its own', () => {
    expect(cgroupsOf('self', fixture('v1-namespaced'))).toEqual([
      { version: 1, path: '/', directory: '/sys/fs/cgroup/memory' },
    ]);
  });

  it('are one where the group itself is mounted', () => {
    expect(cgroupsOf('self', fixture('v1-bind-mounted'))).toEqual([
      { version: 1, path: '/ci/job', directory: '/sys/fs/cgroup/memory' },
    ]);
  });

  // The files of version 2 below are written after the kernel's documentation and what container
  // runtimes mount; the machine on which the others were recorded has version 1.
  const v2Mount = '29 22 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';

  it('are nested in Kubernetes with the names of the host', () => {
    const pod = '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1a_2b.slice';
    const cgroups = cgroupsOf(
      'self',
      writtenSystem({
        '/proc/self/cgroup': `0::${pod}/cri-containerd-7f.scope\n`,
        '/proc/self/mountinfo': v2Mount,
      }),
    );
    expect(cgroups.map(({ path }) => path)).toEqual([
      `${pod}/cri-containerd-7f.scope`,
      pod,
      '/kubepods.slice/kubepods-burstable.slice',
      '/kubepods.slice',
      '/',
    ]);
  });

  it('are that of version 2 when the memory controller is in none of version 1', () => {
    const [own] = cgroupsOf(
      42,
      writtenSystem({
        '/proc/42/cgroup': '1:name=systemd:/x\n0::/user.slice/app.scope\n',
        '/proc/self/mountinfo': v2Mount,
      }),
    );
    expect(own).toEqual({
      version: 2,
      path: '/user.slice/app.scope',
      directory: '/sys/fs/cgroup/user.slice/app.scope',
    });
  });

  it('are what is mounted, in a container that sees the names of the host', () => {
    expect(
      cgroupsOf(
        'self',
        writtenSystem({
          '/proc/self/cgroup': '4:memory:/docker/1\n',
          '/proc/self/mountinfo':
            '36 31 0:33 /docker/0/nested /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n',
        }),
      ),
    ).toEqual([{ version: 1, path: '/docker/1', directory: '/sys/fs/cgroup/memory' }]);
  });

  it('are none for a process outside of our namespace', () => {
    expect(
      cgroupsOf(
        1,
        writtenSystem({ '/proc/1/cgroup': '0::/../init\n', '/proc/self/mountinfo': v2Mount }),
      ),
    ).toEqual([]);
  });

  it('are none without Linux', () => {
    expect(cgroupsOf('self', writtenSystem({}))).toEqual([]);
  });
});
