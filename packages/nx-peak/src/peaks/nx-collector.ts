import type {
  CustomCollector,
  ProbeResult,
  ExternalCollector,
  TreeRss,
} from '@nx-peak/memory-tracker';
import {
  collectorClassOf,
  type MetricsCollector,
  type MetricsUpdate,
  NO_COLLECTOR,
} from '../nx/features';
import { messageOf } from '../failures';
import type { NxCopy } from '../nx/nx-copy';

/** It reports once a second; one that is silent for this long does not work. (ms) */
const SILENT_MS = 10_000;

/**
 * Nx's own collector as a collector. It reads the whole process table once a second, in a thread of
 * native code. A sample takes what it has reported since the last one.
 *
 * Its place: on Windows before pidusage, each of whose samples starts a PowerShell for about a second;
 * on macOS behind it, because `ps` is quick there and one sample a second misses more; on Linux, where
 * /proc is both exact and cheaper, on request alone.
 */
export function nxCollector(
  nx: NxCopy,
  platform: NodeJS.Platform = process.platform,
): CustomCollector {
  return {
    name: 'nx',
    place: placeOn(platform, () => collectorClassOf(nx.load('native')) !== undefined),
    create: () => new NxCollector(() => nx.load('native')),
  };
}

const PLACES: Partial<Record<NodeJS.Platform, CustomCollector['place']>> = {
  win32: 'first',
  darwin: 'last',
};

/** What fails for certain has no place by default: finding that out takes a second. */
function placeOn(platform: NodeJS.Platform, isThere: () => boolean): CustomCollector['place'] {
  const place = PLACES[platform];
  return place !== undefined && isThere() ? place : 'on-request';
}

/** Whether this nx has a collector. Does not start one: it would outlive the answer for a while. */
export function probeNxCollector(nx: NxCopy): ProbeResult {
  try {
    return collectorClassOf(nx.load('native')) === undefined
      ? { kind: 'broken', reason: NO_COLLECTOR }
      : { kind: 'works' };
  } catch (error) {
    return { kind: 'broken', reason: messageOf(error) };
  }
}

/** Feeds a collector of its own, so that Nx's one is left alone. */
export class NxCollector implements ExternalCollector {
  readonly #loadNative: () => Record<string, unknown>;
  readonly #keys = new Map<string, number>();
  /**
   * The groups that it has reported once. That first report falls anywhere in the first second, mostly
   * before the task has begun its work: by itself it is no measurement.
   */
  readonly #reported = new Set<string>();
  /** To which of our groups a process belongs: reported once, when it is first seen. */
  readonly #groups = new Map<number, string>();
  #collector: MetricsCollector | undefined;
  /** Which collector it is: one that was stopped may still have something to tell. */
  #number = 0;
  #found: ReadonlyMap<number, TreeRss> | undefined;
  #heardAt = 0;
  #failure: unknown;

  constructor(loadNative: () => Record<string, unknown>) {
    this.#loadNative = loadNative;
  }

  add(key: number, pid: number): void {
    const group = groupOf(key);
    this.#keys.set(group, key);
    this.#running().registerTaskProcess(group, pid);
  }

  drop(key: number): void {
    this.#keys.delete(groupOf(key));
    this.#reported.delete(groupOf(key));
    if (this.#keys.size === 0) {
      this.close();
    }
  }

  take(): ReadonlyMap<number, TreeRss> | undefined {
    const [found, failure] = [this.#found, this.#failure];
    this.#found = this.#failure = undefined;
    if (failure !== undefined) {
      throw new Error(`nx's collector failed: ${messageOf(failure)}`);
    }
    if (this.#collector !== undefined && performance.now() - this.#heardAt > SILENT_MS) {
      throw new Error(`nx's collector reported nothing for ${SILENT_MS / 1000} s`);
    }
    return found;
  }

  close(): void {
    // A subscription cannot be taken back, and keeps the event loop alive as long as its collector
    // lives: it goes with it.
    const collector = this.#collector;
    this.#collector = this.#found = undefined;
    this.#keys.clear();
    this.#reported.clear();
    this.#groups.clear();
    collector?.stopCollection();
  }

  #running(): MetricsCollector {
    if (this.#collector !== undefined) {
      return this.#collector;
    }
    const Collector = collectorClassOf(this.#loadNative());
    if (Collector === undefined) {
      throw new Error(NO_COLLECTOR);
    }
    const collector = new Collector();
    // What is subscribed must not refer to the collector: it would live for ever.
    const number = ++this.#number;
    collector.subscribe((error, update) => {
      if (this.#collector !== undefined && this.#number === number) {
        this.#hear(error, update);
      }
    });
    collector.startCollection();
    this.#collector = collector;
    this.#heardAt = performance.now();
    return collector;
  }

  /** Nothing that is thrown in here would be caught. */
  #hear(error: unknown, update: MetricsUpdate | undefined): void {
    try {
      this.#heardAt = performance.now();
      if (error !== null && error !== undefined) {
        throw error instanceof Error ? error : new Error(messageOf(error));
      }
      this.#found = this.#treesIn(update);
    } catch (failure) {
      this.#failure = failure;
    }
  }

  #treesIn(update: MetricsUpdate | undefined): ReadonlyMap<number, TreeRss> {
    if (update === undefined) {
      throw new Error('it tells nothing');
    }
    for (const [pid, { groupId }] of Object.entries(update.metadata?.processes ?? {})) {
      this.#groups.set(Number(pid), groupId);
    }
    const trees = new Map([...this.#keys.values()].map((key) => [key, new Map<number, number>()]));
    const alive = new Set<number>();
    for (const { pid, memory } of update.processes) {
      alive.add(pid);
      const key = this.#keys.get(this.#groups.get(pid) ?? '');
      if (key !== undefined && memory > 0) {
        trees.get(key)?.set(pid, memory);
      }
    }
    for (const pid of this.#groups.keys()) {
      if (!alive.has(pid)) {
        this.#groups.delete(pid);
      }
    }
    for (const [group, key] of this.#keys) {
      if (!this.#reported.has(group) && trees.get(key)?.size !== 0) {
        this.#reported.add(group);
        trees.delete(key);
      }
    }
    return trees;
  }
}

function groupOf(key: number): string {
  return `nx-peak-${key}`;
}
