import { writtenSystem } from '../testing/recorded-system';
import { CgroupPeakAccumulator, sampleCgroup, type CgroupSample } from './cgroup-peak';
import type { Cgroup } from './cgroup';

const MB = 1024 ** 2;

const cgroup = (version: 1 | 2): Cgroup => ({ version, path: '/t', directory: '/g/t' });

const sample = (given: Partial<CgroupSample>): CgroupSample => ({
  record: undefined,
  usage: undefined,
  nonCache: undefined,
  cache: undefined,
  ...given,
});

function peakOf(...samples: CgroupSample[]): CgroupPeakAccumulator['peak'] {
  const accumulator = new CgroupPeakAccumulator();
  samples.forEach((one) => {
    accumulator.add(one);
  });
  return accumulator.peak;
}

describe('a sample of a group', () => {
  it('tells page cache from memory in version 1', () => {
    const files = {
      '/g/t/memory.max_usage_in_bytes': '900\n',
      '/g/t/memory.usage_in_bytes': '800\n',
      '/g/t/memory.kmem.usage_in_bytes': '50\n',
      '/g/t/memory.stat': 'cache 1\ntotal_cache 500\ntotal_rss 250\ntotal_shmem 100\n',
    };
    expect(sampleCgroup(cgroup(1), writtenSystem(files))).toEqual({
      record: 900,
      usage: 800,
      nonCache: 250 + 100 + 50,
      cache: 400,
    });
  });

  it('tells page cache from memory in version 2', () => {
    const files = {
      '/g/t/memory.peak': '900\n',
      '/g/t/memory.current': '800\n',
      '/g/t/memory.stat': 'anon 250\nfile 500\nkernel 50\nshmem 100\nslab 20\n',
    };
    expect(sampleCgroup(cgroup(2), writtenSystem(files))).toEqual({
      record: 900,
      usage: 800,
      nonCache: 250 + 100 + 50,
      cache: 400,
    });
  });

  it('finds nothing of a group that is gone', () => {
    expect(sampleCgroup(cgroup(2), () => undefined)).toEqual(sample({}));
  });
});

describe('the peak of a group', () => {
  it("is the kernel's record, also of what no sample saw", () => {
    expect(peakOf(sample({ record: 600 * MB, usage: MB, nonCache: MB, cache: 0 }))).toEqual({
      total: 600 * MB,
      nonCache: 600 * MB,
      recorded: true,
    });
  });

  it('is the largest usage seen where the kernel keeps no record', () => {
    const samples = [2, 5, 3].map((mb) => sample({ usage: mb * MB, nonCache: mb * MB, cache: 0 }));
    expect(peakOf(...samples)).toEqual({ total: 5 * MB, nonCache: 5 * MB, recorded: false });
  });

  it('leaves out the largest page cache that was seen, also after the peak', () => {
    const samples = [
      sample({ record: 600 * MB, nonCache: 100 * MB, cache: 0 }),
      sample({ record: 600 * MB, nonCache: MB, cache: 400 * MB }),
    ];
    expect(peakOf(...samples)).toMatchObject({ nonCache: 200 * MB });
  });

  it('is never less without cache than what was seen', () => {
    const samples = [
      sample({ record: 500 * MB, nonCache: 500 * MB, cache: 0 }),
      sample({ record: 500 * MB, nonCache: MB, cache: 490 * MB }),
    ];
    expect(peakOf(...samples)).toMatchObject({ nonCache: 500 * MB });
  });

  it('is none when nobody was ever in it', () => {
    expect(peakOf(sample({ record: 0, usage: 0, nonCache: 0, cache: 0 }))).toBeUndefined();
  });
});
