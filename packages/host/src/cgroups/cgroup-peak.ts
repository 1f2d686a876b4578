import { parseBytes, parseCounters, readCgroupFile } from './memory-files';
import type { Cgroup } from './cgroup';
import { readText, type ReadText } from '../read-text';

/** What the processes of a cgroup held together at their most: bytes. */
export interface CgroupPeak {
  /** All that was charged to the cgroup, page cache included. */
  readonly total: number;
  /** What was charged without page cache; undefined when that is not known. */
  readonly nonCache: number | undefined;
  /** `total` is the kernel's own record, not the largest of what was seen. */
  readonly recorded: boolean;
}

/** A cgroup at one moment, in bytes. */
export interface CgroupSample {
  /** The kernel's own record of the largest usage; version 2 has one since Linux 5.19. */
  readonly record: number | undefined;
  readonly usage: number | undefined;
  /** Anonymous and shared memory and what the kernel holds for the processes. */
  readonly nonCache: number | undefined;
  /** Pages of files, without shared memory: the kernel can drop them. */
  readonly cache: number | undefined;
}

/** Files, and names in `memory.stat`, where those of version 1 with children begin with `total_`. */
const NAMES = {
  1: {
    record: 'memory.max_usage_in_bytes',
    usage: 'memory.usage_in_bytes',
    anon: 'total_rss',
    file: 'total_cache',
    shmem: 'total_shmem',
  },
  2: {
    record: 'memory.peak',
    usage: 'memory.current',
    anon: 'anon',
    file: 'file',
    shmem: 'shmem',
  },
} as const;

export function sampleCgroup(cgroup: Cgroup, read: ReadText = readText): CgroupSample {
  const { record, usage } = NAMES[cgroup.version];
  const bytes = (file: string): number | undefined =>
    parseBytes(readCgroupFile(cgroup, file, read));
  const text = readCgroupFile(cgroup, 'memory.stat', read);
  const stat = text === undefined ? undefined : parseCounters(text);
  const charged = { record: bytes(record), usage: bytes(usage) };
  const parts = stat && partsOf(cgroup, stat, () => bytes('memory.kmem.usage_in_bytes'));
  return { ...charged, nonCache: parts?.nonCache, cache: parts?.cache };
}

/** Shared memory is listed among the pages of files in both versions, and is none. */
function partsOf(
  { version }: Cgroup,
  stat: ReadonlyMap<string, number>,
  kernelV1: () => number | undefined,
): { nonCache: number; cache: number } | undefined {
  const names = NAMES[version];
  const anon = stat.get(names.anon);
  const file = stat.get(names.file);
  if (anon === undefined || file === undefined) {
    return undefined;
  }
  const shmem = stat.get(names.shmem) ?? 0;
  const kernel = version === 1 ? kernelV1() : (stat.get('kernel') ?? stat.get('slab'));
  return { nonCache: anon + shmem + (kernel ?? 0), cache: Math.max(0, file - shmem) };
}

/**
 * Keeps the peaks of one cgroup, sample by sample.
 *
 * The peak without page cache is not recorded by the kernel. It lies between what was seen without
 * cache and the whole record. Of the record we know that at its moment no more than the largest
 * cache ever could have been cache, so what is left was not: the peak without cache is at least
 * that, too. Cache stays charged when processes end, so the sample after the end has mostly seen the
 * largest. What this misses is cache that came and was freed between two samples (a large temporary
 * file that was removed at once), which then counts as memory; the measurement is never above `total`.
 */
export class CgroupPeakAccumulator {
  #record = 0;
  #usage = 0;
  #nonCache: number | undefined;
  #cache: number | undefined;

  add(sample: CgroupSample): void {
    this.#record = Math.max(this.#record, sample.record ?? 0);
    this.#usage = Math.max(this.#usage, sample.usage ?? 0);
    this.#nonCache = largest(this.#nonCache, sample.nonCache);
    this.#cache = largest(this.#cache, sample.cache);
  }

  /** Undefined when nothing was ever charged: nobody has been in the cgroup. */
  get peak(): CgroupPeak | undefined {
    const recorded = this.#record > 0;
    const total = recorded ? this.#record : this.#usage;
    if (total === 0) {
      return undefined;
    }
    const atRecord = this.#cache === undefined ? undefined : total - this.#cache;
    const nonCache = largest(this.#nonCache, atRecord);
    return {
      total,
      nonCache: nonCache === undefined || nonCache <= 0 ? undefined : Math.min(total, nonCache),
      recorded,
    };
  }
}

function largest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}
