import { totalmem } from 'node:os';
import { join } from 'node:path';
import { recordedSystem, writtenSystem } from '../testing/recorded-system';
import { headroom } from './headroom';
import { readHostMemory } from './host-memory';
import { cgroupsOf } from './cgroup';
import { readMemoryLimit } from './read-memory-limit';
import { readCgroupOomCounts, readHostOomKills } from './read-oom-kills';

const MB = 1024 ** 2;

const fixture = (name: string) => recordedSystem(join(__dirname, '__fixtures__', name));

const nested = fixture('v1-nested');

/** Version 2, written after the kernel's documentation: no machine with it was at hand. */
const dockerV2 = {
  '/proc/self/cgroup': '0::/\n',
  '/proc/self/mountinfo':
    '514 513 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate\n',
  '/proc/meminfo': 'MemTotal:       16384000 kB\nMemFree:  900 kB\nMemAvailable:    8192000 kB\n',
  '/proc/vmstat': 'nr_free_pages 3\noom_kill 7\ndrop_pagecache 0\n',
  '/sys/fs/cgroup/memory.max': '536870912\n',
  '/sys/fs/cgroup/memory.current': '209715200\n',
  '/sys/fs/cgroup/memory.stat':
    'anon 104857600\nfile 94371840\nslab_reclaimable 1048576\nactive_file 41943040\ninactive_file 52428800\n',
  '/sys/fs/cgroup/memory.events': 'low 0\nhigh 0\nmax 93\noom 2\noom_kill 1\noom_group_kill 0\n',
};

describe('the memory limit', () => {
  it('is the smallest of the group and its parents, with what is held of it', () => {
    expect(readMemoryLimit('self', nested)).toEqual({
      bytes: 200 * MB,
      cgroup: '/ci/job',
      usage: 1617920,
      nonReclaimable: 1617920 - 163840 - 339968,
    });
  });

  it('may be that of a parent', () => {
    const read = (file: string) =>
      file.endsWith('ci/memory.limit_in_bytes') ? `${100 * MB}\n` : nested(file);
    expect(readMemoryLimit('self', read)).toMatchObject({ bytes: 100 * MB, cgroup: '/ci' });
  });

  it('may be that of a parent above what is mounted, in version 1', () => {
    const read = (file: string) =>
      fixture('v1-bind-mounted')(file)?.replace(
        /^hierarchical_memory_limit .*$/m,
        `hierarchical_memory_limit ${50 * MB}`,
      );
    expect(readMemoryLimit('self', read)).toMatchObject({ bytes: 50 * MB, cgroup: '/ci/job' });
  });

  it('is none when version 1 says so with a number near 2^63', () => {
    const read = (file: string) =>
      nested(file)
        ?.replace(/^(?:209715200|314572800)$/m, '9223372036854771712')
        .replace(
          /^hierarchical_memory_limit .*$/m,
          'hierarchical_memory_limit 9223372036854771712',
        );
    expect(readMemoryLimit('self', read)).toBeUndefined();
  });

  it('is read in a namespace, and where the group itself is mounted', () => {
    expect(readMemoryLimit('self', fixture('v1-namespaced'))?.bytes).toBe(200 * MB);
    expect(readMemoryLimit('self', fixture('v1-bind-mounted'))?.bytes).toBe(200 * MB);
  });

  it('is that of a container with version 2', () => {
    expect(readMemoryLimit('self', writtenSystem(dockerV2))).toEqual({
      bytes: 512 * MB,
      cgroup: '/',
      usage: 200 * MB,
      nonReclaimable: 109 * MB,
    });
  });

  it('is none when version 2 says max', () => {
    const files = { ...dockerV2, '/sys/fs/cgroup/memory.max': 'max\n' };
    expect(readMemoryLimit('self', writtenSystem(files))).toBeUndefined();
  });

  it('is none without Linux', () => {
    expect(readMemoryLimit('self', writtenSystem({}))).toBeUndefined();
  });
});

describe('the headroom', () => {
  it('is what the tightest limit leaves, page cache not counted', () => {
    expect(headroom('self', writtenSystem(dockerV2))).toEqual({
      bytes: (512 - 109) * MB,
      boundBy: { kind: 'cgroup', path: '/' },
    });
  });

  it('is what the machine has, when that is less', () => {
    const meminfo = 'MemTotal: 16384000 kB\nMemAvailable:    102400 kB\n';
    expect(headroom('self', writtenSystem({ ...dockerV2, '/proc/meminfo': meminfo }))).toEqual({
      bytes: 100 * MB,
      boundBy: { kind: 'machine' },
    });
  });

  it('may be bound by a parent with a larger limit', () => {
    const read = (file: string) =>
      file.endsWith('ci/memory.usage_in_bytes') ? `${290 * MB}\n` : nested(file);
    expect(headroom('self', read)?.boundBy).toEqual({ kind: 'cgroup', path: '/ci' });
  });

  it('is unknown without Linux', () => {
    expect(headroom('self', writtenSystem({}))).toBeUndefined();
  });
});

describe('the counters of out-of-memory kills', () => {
  it('count in version 1 at the group of the process alone', () => {
    const kills = cgroupsOf('self', nested).map(
      (cgroup) => readCgroupOomCounts(cgroup, nested)?.kills,
    );
    expect(kills).toEqual([1, 0, 0]);
  });

  it('come with how often the limit was reached', () => {
    const [own] = cgroupsOf('self', nested);
    expect(own && readCgroupOomCounts(own, nested)).toEqual({ kills: 1, limitReached: 15676 });
  });

  it('are events in version 2', () => {
    const read = writtenSystem(dockerV2);
    const [own] = cgroupsOf('self', read);
    expect(own && readCgroupOomCounts(own, read)).toEqual({ kills: 1, limitReached: 2 });
  });

  it('are not to be had at the root of version 2', () => {
    const read = writtenSystem({
      '/proc/self/cgroup': '0::/\n',
      '/proc/self/mountinfo': dockerV2['/proc/self/mountinfo'],
    });
    const [own] = cgroupsOf('self', read);
    expect(own && readCgroupOomCounts(own, read)).toBeUndefined();
  });

  it('are also kept for the whole machine', () => {
    expect(readHostOomKills(writtenSystem(dockerV2))).toBe(7);
    expect(readHostOomKills(nested)).toBe(2);
    expect(readHostOomKills(writtenSystem({}))).toBeUndefined();
  });
});

describe('the memory of the machine', () => {
  it('is told by the kernel', () => {
    expect(readHostMemory(writtenSystem(dockerV2))).toEqual({
      total: 16384000 * 1024,
      available: 8192000 * 1024,
    });
  });

  it('is known without Linux, but not what is available of it', () => {
    expect(readHostMemory(writtenSystem({}))).toEqual({ total: totalmem(), available: undefined });
  });
});
