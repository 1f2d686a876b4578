import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { now } from '../clock';
import { errorCode, errorText } from '../error-text';
import { childCgroupName, makerOfChildCgroup, type CgroupMaker } from './child-cgroup-name';
import { findCgroupParent } from './cgroup-parent';
import { hasEnded, thisMaker } from './cgroup-maker';
import { CgroupPeakAccumulator, sampleCgroup, type CgroupPeak } from './cgroup-peak';
import type { Cgroup } from './cgroup';

/** How often the cgroups are sampled: their page cache, and on some kernels their usage. (ms) */
const SAMPLE_MS = 250;

/** How long a cgroup outlives its id: its counters tell how its processes died. (ms) */
const KEPT_MS = 2000;

/** How long `dispose` waits for the last processes to leave their cgroups. (ms) */
const PATIENCE_MS = 20;

/** How often it tries meanwhile. (ms) */
const STEP_MS = 2;

/** The longest time until a cgroup in which somebody still runs is tried again. (ms) */
const LONGEST_RETRY_MS = 30_000;

/** The peak of one id's cgroup. */
export interface ChildCgroupPeak extends CgroupPeak {
  /** Every process of the id was placed in it. */
  readonly complete: boolean;
  /** One of them was placed after it had started: what it took before that counts elsewhere. */
  readonly joinedLate: boolean;
}

interface ChildCgroup {
  readonly cgroup: Cgroup;
  readonly accumulator: CgroupPeakAccumulator;
  complete: boolean;
  joinedLate: boolean;
}

interface Retired {
  readonly directory: string;
  removeAt: number;
  retryMs: number;
}

/** Cgroups to place processes in, or why there can be none here. */
export type ChildCgroupsHere =
  | { readonly kind: 'open'; readonly cgroups: ChildCgroups }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * A memory cgroup for each id, made when it is asked for and taken away some time after the
 * id is released. What a process does cannot get it out of its cgroup, nor its descendants.
 */
export class ChildCgroups {
  readonly #byId = new Map<string, ChildCgroup>();
  readonly #retired: Retired[] = [];
  #timer: NodeJS.Timeout | undefined;
  #made = 0;

  readonly #prefix: string;
  readonly #home: Cgroup;
  readonly #maker: CgroupMaker;

  private constructor(prefix: string, home: Cgroup, maker: CgroupMaker) {
    this.#prefix = prefix;
    this.#home = home;
    this.#maker = maker;
  }

  /**
   * Finds out by doing whether cgroups can be made here, and removes those of crashed makers.
   *
   * @param prefix what the names of all cgroups of one program begin with, and of no other one's
   */
  static open({ prefix }: { readonly prefix: string }): ChildCgroupsHere {
    const found = findCgroupParent(prefix);
    if (found.kind === 'none') {
      return found;
    }
    try {
      const cgroups = new ChildCgroups(prefix, found.home, thisMaker());
      cgroups.#removeLeftovers();
      cgroups.#tryOut();
      return { kind: 'open', cgroups };
    } catch (error) {
      return { kind: 'none', reason: errorText(error) };
    }
  }

  /** Where the cgroups are made. */
  get directory(): string {
    return this.#home.directory;
  }

  /**
   * The cgroup of an id, made if there is none.
   *
   * @throws Error when it cannot be made
   */
  cgroupOf(id: string): Cgroup {
    let known = this.#byId.get(id);
    if (known === undefined) {
      known = {
        cgroup: this.#make(),
        accumulator: new CgroupPeakAccumulator(),
        complete: true,
        joinedLate: false,
      };
      this.#byId.set(id, known);
      this.#timer ??= setInterval(() => {
        this.#tick();
      }, SAMPLE_MS).unref();
    }
    return known.cgroup;
  }

  /** The file that a process writes its pid to when it joins a cgroup. */
  static procsFile({ directory }: Cgroup): string {
    return posix.join(directory, 'cgroup.procs');
  }

  /**
   * Moves a process that runs already. What it holds by then stays where it is charged.
   *
   * @throws Error when it cannot be moved
   */
  join(id: string, pid: number): void {
    const cgroup = this.cgroupOf(id);
    const known = this.#byId.get(id);
    if (known !== undefined) {
      known.joinedLate = true;
    }
    writeFileSync(ChildCgroups.procsFile(cgroup), String(pid));
  }

  /** A process of the id runs outside of its cgroup. */
  missed(id: string): void {
    const known = this.#byId.get(id);
    if (known !== undefined) {
      known.complete = false;
    }
  }

  /** Undefined for an id without a cgroup, and when nobody ever was in it. */
  peakOf(id: string): ChildCgroupPeak | undefined {
    const known = this.#byId.get(id);
    if (known === undefined) {
      return undefined;
    }
    known.accumulator.add(sampleCgroup(known.cgroup));
    const { peak } = known.accumulator;
    return peak && { ...peak, complete: known.complete, joinedLate: known.joinedLate };
  }

  /** The id needs its cgroup no more. */
  release(id: string): void {
    const known = this.#byId.get(id);
    if (known !== undefined) {
      this.#byId.delete(id);
      this.#retire(known.cgroup, KEPT_MS);
    }
  }

  /** Removes every cgroup that nobody runs in any more. Further ones can be made all the same. */
  dispose(): void {
    for (const { cgroup } of this.#byId.values()) {
      this.#retire(cgroup, 0);
    }
    this.#byId.clear();
    // Who has just ended may still be on the way out of the cgroup.
    for (let waited = 0; this.#removeRetired() && waited < PATIENCE_MS; waited += STEP_MS) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP_MS);
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** @returns whether any is left: somebody still runs in it */
  #removeRetired(): boolean {
    this.#retired.push(...this.#retired.splice(0).filter(({ directory }) => !removed(directory)));
    return this.#retired.length > 0;
  }

  #make(): Cgroup {
    const name = childCgroupName(this.#prefix, this.#maker, ++this.#made);
    const directory = posix.join(this.#home.directory, name);
    mkdirSync(directory);
    return { version: this.#home.version, path: posix.join(this.#home.path, name), directory };
  }

  #tryOut(): void {
    const cgroup = this.#make();
    const { usage } = sampleCgroup(cgroup);
    rmdirSync(cgroup.directory);
    if (usage === undefined) {
      throw new Error(`the memory of a cgroup in ${this.#home.directory} cannot be read`);
    }
  }

  /** A run that was killed leaves its cgroups behind. */
  #removeLeftovers(): void {
    for (const name of readdirSync(this.#home.directory)) {
      const maker = makerOfChildCgroup(this.#prefix, name);
      if (maker !== undefined && hasEnded(maker)) {
        // One in which a daemon still runs stays for a later run.
        removed(posix.join(this.#home.directory, name));
      }
    }
  }

  #retire({ directory }: Cgroup, keptMs: number): void {
    this.#retired.push({ directory, removeAt: now() + keptMs, retryMs: KEPT_MS });
  }

  #tick(): void {
    for (const { cgroup, accumulator } of this.#byId.values()) {
      accumulator.add(sampleCgroup(cgroup));
    }
    const at = now();
    for (const one of this.#retired.splice(0)) {
      if (at < one.removeAt) {
        this.#retired.push(one);
      } else if (!removed(one.directory)) {
        one.retryMs = Math.min(2 * one.retryMs, LONGEST_RETRY_MS);
        one.removeAt = at + one.retryMs;
        this.#retired.push(one);
      }
    }
    if (this.#byId.size === 0 && this.#retired.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}

/** Whether the cgroup is gone. It cannot be removed as long as a process is in it (EBUSY). */
function removed(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
}
