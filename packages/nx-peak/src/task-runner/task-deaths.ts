import { readFileSync } from 'node:fs';
import {
  type Cgroup,
  readHostMemory,
  killsIn,
  type LoggedKill,
  readKernelLog,
  sharesCgroupsWithKernel,
  sharesPidsWithKernel,
} from '@nx-peak/host';
import {
  type OomCase,
  type CountedKills,
  NO_COUNTER,
  type CompetingTask,
  decidingEnd,
  diagnose,
  type OomMessages,
  oomMessagesIn,
  type ProcessEnd,
  type MemoryAtEnd,
  type Diagnosis,
  OomCounters,
  type WatchedCgroups,
} from '@nx-peak/diagnosis';
import { isCacheHit, type TaskStatus } from '../nx/types';

/** What is known of how one task runs and ends. Times are milliseconds of `performance.now()`. */
interface Life {
  readonly from: number;
  /** The same moment on the clock of the kernel log, in microseconds. */
  readonly fromInKernel: number;
  to: number | undefined;
  readonly roots: Set<number>;
  readonly ends: ProcessEnd[];
  /** Under which id its processes are measured: its own, or that of its batch. */
  measuredAs: string;
  groups: WatchedCgroups;
  stopping: boolean;
  /** Undefined as long as the task is not diagnosed, `none` when there is nothing to say of it. */
  diagnosis: Diagnosis | 'none' | undefined;
}

/** What was measured under one id: bytes. */
interface Measured {
  looks: number;
  last: number;
  most: number;
}

/** The pids of the largest processes when an id held most, as far as they are known. */
type ProcessesOf = (id: string) => readonly number[];

type MeasurementOf = (
  id: string,
) => { readonly peakRss: number; readonly samples: number } | undefined;

/** How long before the end of a task a kill may have been counted that ended it. */
const RECENT_MS = 5000;

/** The kernel log's clock and ours may be as far apart, in microseconds. */
const CLOCKS_APART_US = 5_000_000;

const NO_WORDS: OomMessages = { heap: undefined, worker: undefined, killed: undefined };

/**
 * Gathers what can be known of how tasks end, and has it diagnosed. A task that succeeds costs one
 * counter at its start and one at its end; everything else is read when one fails.
 */
export class TaskDiagnoses {
  readonly #counters = new OomCounters();
  readonly #lives = new Map<string, Life>();
  readonly #measured = new Map<string, Measured>();
  /** Several tasks may share a process, and so its death. */
  readonly #ofRoots = new Map<number, Diagnosis>();
  /** The processes whose kill explained a death. */
  readonly #explained = new Set<number>();
  /** Diagnosed, and on no line yet. */
  readonly #untold = new Set<string>();

  readonly #readLog: () => readonly string[] | undefined;

  readonly #measurementOf: MeasurementOf;

  readonly #processesOf: ProcessesOf;

  /**
   * @param readLog reads the kernel log; another one is for tests
   * @param measurementOf the measurement of an id as it is now, or was when it settled
   * @param processesOf the processes that made it
   */
  constructor(
    readLog: () => readonly string[] | undefined = readKernelLog,
    measurementOf: MeasurementOf = () => undefined,
    processesOf: ProcessesOf = () => [],
  ) {
    this.#readLog = readLog;
    this.#processesOf = processesOf;
    this.#measurementOf = measurementOf;
  }

  /** A task is about to run; what an earlier run of it left in this process is dropped. */
  taskStarted(taskId: string): void {
    if (this.#lives.get(taskId)?.roots.size === 0) {
      return; // life cycles nest, and each hears of the start
    }
    this.forget(taskId);
    this.#counters.begin();
    this.#counters.glance();
    this.#lives.set(taskId, {
      from: performance.now(),
      fromInKernel: Number(process.hrtime.bigint() / 1000n),
      to: undefined,
      roots: new Set(),
      ends: [],
      measuredAs: taskId,
      groups: this.#counters.nx,
      stopping: false,
      diagnosis: undefined,
    });
  }

  /**
   * A process was spawned for a task.
   * @param measuredAs the id of its samples; by default the task's own
   */
  processStarted(taskId: string, pid: number, measuredAs?: string): void {
    const life = this.#lives.get(taskId);
    life?.roots.add(pid);
    if (life !== undefined && measuredAs !== undefined) {
      life.measuredAs = measuredAs;
    }
  }

  /** The processes of a task are placed in a cgroup of its own. */
  placed(taskId: string, group: Cgroup): void {
    const life = this.#lives.get(taskId);
    if (life !== undefined && life.groups.own?.path !== group.path) {
      life.groups = this.#counters.watchChild(group);
    }
  }

  /** Such a process has ended. */
  processEnded(taskId: string, end: ProcessEnd | undefined): void {
    if (end !== undefined) {
      this.#lives.get(taskId)?.ends.push(end);
    }
  }

  /** Nx begins to stop a task. */
  stopping(taskId: string): void {
    const life = this.#lives.get(taskId);
    if (life !== undefined) {
      life.stopping = true;
    }
  }

  /** What was measured under an id at one look: bytes. */
  sampled(id: string, bytes: number): void {
    const known = this.#measured.get(id) ?? { looks: 0, last: 0, most: 0 };
    known.looks++;
    known.last = bytes;
    known.most = Math.max(known.most, bytes);
    this.#measured.set(id, known);
    // A task may put itself into a cgroup of its own, soon after it started or later.
    const life = this.#lives.get(id);
    if (life !== undefined && isPowerOfTwo(known.looks)) {
      this.#findCgroup(life);
    }
  }

  /**
   * Judges a task that has ended, once: what is told and what is stored is the same.
   *
   * @param output what the task printed, as far as it is known
   * @returns undefined when there is nothing to say of it
   */
  settle(taskId: string, status: TaskStatus | undefined, output: string): Diagnosis | undefined {
    const life = this.#lives.get(taskId);
    if (life === undefined || life.roots.size === 0) {
      return undefined; // a cache hit, a task without a process
    }
    life.to ??= performance.now();
    if (life.diagnosis === undefined) {
      life.diagnosis = this.#diagnose(life, status, output) ?? 'none';
      if (life.diagnosis !== 'none' && outcomeOf(status, life) === 'failed') {
        this.#untold.add(taskId);
      }
    }
    return life.diagnosis === 'none' ? undefined : life.diagnosis;
  }

  /** Judges tasks whose processes failed and which Nx did not end: it is about to go. */
  settleEnded(): void {
    for (const [taskId, { ends, stopping }] of this.#lives) {
      if (!stopping && decidingEnd(ends) !== undefined) {
        this.settle(taskId, 'failure', '');
      }
    }
  }

  /** The failed tasks whose diagnosis nobody was told, in the order they settled. */
  untold(): string[] {
    return [...this.#untold];
  }

  /** What there is to say of a task is on the screen, or there is nothing to say. */
  told(taskId: string): void {
    this.#untold.delete(taskId);
  }

  /** The diagnosis on a settled task. */
  diagnosisOf(taskId: string): Diagnosis | undefined {
    const diagnosis = this.#lives.get(taskId)?.diagnosis;
    return diagnosis === 'none' ? undefined : diagnosis;
  }

  /** How the processes of a task ended: the end that decided its failure, else the last one. */
  endOf(taskId: string): ProcessEnd | undefined {
    const ends = this.#lives.get(taskId)?.ends ?? [];
    return decidingEnd(ends) ?? ends.at(-1);
  }

  /** Drops everything known of a task. */
  forget(taskId: string): void {
    const life = this.#lives.get(taskId);
    life?.roots.forEach((pid) => this.#ofRoots.delete(pid));
    this.#lives.delete(taskId);
    const measuredAs = life?.measuredAs ?? taskId;
    // A batch is measured for as long as one of its tasks is known.
    if (![...this.#lives.values()].some((other) => other.measuredAs === measuredAs)) {
      this.#measured.delete(measuredAs);
    }
    this.#untold.delete(taskId);
  }

  #findCgroup(life: Life): void {
    const [root] = life.roots;
    if (root === undefined) {
      return;
    }
    const cgroup = readText(`/proc/${root}/cgroup`);
    if (cgroup !== undefined && cgroup !== readText('/proc/self/cgroup')) {
      const groups = this.#counters.watch(root);
      if (isExiting(root)) {
        return; // whatever was read: see there
      }
      if (groups.own !== undefined && groups.own.path !== life.groups.own?.path) {
        life.groups = groups.own.path === this.#counters.nx.own?.path ? this.#counters.nx : groups;
      }
    }
  }

  #diagnose(life: Life, status: TaskStatus | undefined, output: string): Diagnosis | undefined {
    const outcome = outcomeOf(status, life);
    if (outcome === 'succeeded' && life.groups === this.#counters.nx) {
      this.#counters.glance();
      return undefined;
    }
    const deciding = decidingEnd(life.ends);
    const shared = deciding && this.#ofRoots.get(deciding.pid);
    if (shared !== undefined) {
      return shared;
    }
    this.#counters.readAll(life.groups);
    const diagnosis = diagnose(this.#oomCase(life, outcome, output));
    if (diagnosis?.kind === 'out-of-memory') {
      diagnosis.evidence.forEach((one) => {
        if (one.kind === 'kernel-log') {
          this.#explained.add(one.pid);
        }
      });
      const { counter } = this.#killsOf(life);
      if (counter !== undefined) {
        this.#counters.ledger.explain(counter, life.from, performance.now());
      }
      if (deciding !== undefined) {
        this.#ofRoots.set(deciding.pid, diagnosis);
      }
    }
    return diagnosis;
  }

  #oomCase(life: Life, outcome: OomCase['outcome'], output: string): OomCase {
    const kills = this.#killsOf(life);
    const measured = this.#measuredOf(life.measuredAs);
    return {
      outcome,
      ends: life.ends,
      words: outcome === 'failed' ? oomMessagesIn(output) : NO_WORDS,
      kills,
      log: this.#logSince(life, kills),
      ofOthers: this.#ofOthersThan(life),
      atPeak: new Set(this.#processesOf(life.measuredAs)),
      group: sharesCgroupsWithKernel() ? life.groups.own?.path : undefined,
      measured,
      largestOther: this.#largestOtherThan(life),
      competingTasks: this.#rivalsOf(life),
      canBeOfTask: (pid) => isYounger(pid, life.roots),
      isAlive,
      memory: this.#memoryAtEnd(life, measured?.last),
    };
  }

  /**
   * Samples come late, and a process that grew fast before it was killed is in none of them. Its
   * high-water mark is in the measurement, which is asked for first: with it come the late samples.
   */
  #measuredOf(id: string): Measured | undefined {
    const measurement = this.#measurementOf(id);
    const sampled = this.#measured.get(id);
    return measurement === undefined
      ? sampled
      : {
          looks: Math.max(measurement.samples, sampled?.looks ?? 0),
          last: sampled?.last ?? measurement.peakRss,
          most: Math.max(measurement.peakRss, sampled?.most ?? 0),
        };
  }

  #killsOf(life: Life): CountedKills {
    const { ledger } = this.#counters;
    const counter = this.#counters.counterOf(life.groups);
    if (counter === undefined) {
      return NO_COUNTER;
    }
    // One that is just over: what ended it was counted by the reading that followed.
    const to = performance.now();
    const newest = ledger.newestWithin(counter, life.from, to);
    const others = this.#others(life);
    return {
      counter,
      exact:
        counter !== 'machine' &&
        life.groups !== this.#counters.nx &&
        others.every(({ groups }) => groups.own?.path !== life.groups.own?.path),
      count: ledger.countedWithin(counter, life.from, to),
      recent: newest !== undefined && newest.to >= (life.to ?? to) - RECENT_MS,
      alone:
        newest !== undefined &&
        others.every(({ from, to: end = to }) => from >= newest.to || end <= newest.from),
      limitReached: this.#counters.limitWasReached(life.groups),
    };
  }

  /** Read only if a kill was counted, or nothing counts them. */
  #logSince(life: Life, { count, counter }: CountedKills): LoggedKill[] | undefined {
    const { ledger } = this.#counters;
    const counted = count > 0 || ledger.countedWithin('machine', life.from, performance.now()) > 0;
    if ((!counted && counter !== undefined) || !sharesPidsWithKernel()) {
      return undefined;
    }
    const records = this.#readLog();
    return (
      records && killsIn(records).filter(({ time }) => time >= life.fromInKernel - CLOCKS_APART_US)
    );
  }

  /** Every other task that ran while this one did. */
  #others(life: Life): Life[] {
    return [...this.#lives.values()].filter(
      (other) =>
        other !== life &&
        other.roots.size > 0 &&
        (other.to ?? Infinity) > life.from &&
        // Tasks of one batch share their process, and are one here.
        ![...other.roots].some((pid) => life.roots.has(pid)),
    );
  }

  #ofOthersThan(life: Life): ReadonlySet<number> {
    const pids = this.#others(life).flatMap(({ roots, measuredAs }) => [
      ...roots,
      ...this.#processesOf(measuredAs),
    ]);
    return new Set([...pids, ...this.#explained]);
  }

  #largestOtherThan(life: Life): number {
    return this.#others(life).reduce(
      (most, { measuredAs }) => Math.max(most, this.#measuredOf(measuredAs)?.most ?? 0),
      0,
    );
  }

  #rivalsOf(life: Life): CompetingTask[] {
    const { ledger } = this.#counters;
    const counter = this.#counters.counterOf(life.groups);
    const rises =
      counter === undefined ? [] : ledger.unexplainedWithin(counter, life.from, performance.now());
    if (rises.length === 0) {
      return [];
    }
    const competingTasks = new Map<string, CompetingTask>();
    for (const { from, to = Infinity, diagnosis, measuredAs } of this.#others(life)) {
      const then = rises.filter((rise) => to > rise.from && from < rise.to);
      const measured = this.#measuredOf(measuredAs);
      if (then.length > 0 && measured !== undefined && !isOfMemory(diagnosis)) {
        const { most, last } = measured;
        // Who ends at once for what it lost is not looked at in between.
        const lost = then.some((rise) => to <= rise.to) ? most : most - last;
        // Tasks of one batch are one rival.
        competingTasks.set(measuredAs, { most, lost });
      }
    }
    return [...competingTasks.values()];
  }

  #memoryAtEnd(life: Life, current: number | undefined): MemoryAtEnd {
    const { limit } = life.groups;
    const running = [...this.#lives.values()].filter(
      (other) => other !== life && other.to === undefined,
    );
    // Tasks of one batch hold their memory together.
    const ids = new Set(running.map(({ measuredAs }) => measuredAs));
    ids.delete(life.measuredAs);
    const others = [...ids]
      .flatMap((id) => {
        const bytes = this.#measuredOf(id)?.last;
        return bytes === undefined ? [] : [{ taskId: id, bytes }];
      })
      .sort((one, other) => other.bytes - one.bytes);
    return {
      current,
      limit: limit && { bytes: limit.bytes, group: limit.group },
      machine: readHostMemory().total,
      others,
    };
  }
}

function outcomeOf(status: TaskStatus | undefined, { stopping }: Life): OomCase['outcome'] {
  if (status === 'success' || isCacheHit(status)) {
    return 'succeeded';
  }
  return stopping || status !== 'failure' ? 'stopped' : 'failed';
}

/** Whether a death of memory explains what a task lost. */
function isOfMemory(diagnosis: Life['diagnosis']): boolean {
  return (
    diagnosis !== 'none' &&
    (diagnosis?.kind === 'out-of-memory' || diagnosis?.kind === 'v8-heap-limit')
  );
}

/** Whether a pid was given out since the first of a task's processes began. */
function isYounger(pid: number, roots: ReadonlySet<number>): boolean {
  const [first = 1] = roots;
  const last = Number(/(\d+)\s*$/.exec(readText('/proc/loadavg') ?? '')?.[1] ?? Infinity);
  // Pids start anew when they have reached the largest.
  return last >= first ? pid >= first && pid <= last : pid >= first || pid <= last;
}

/**
 * Whether a process is on its way out, or gone. Until it is reaped, version 1 of cgroups then
 * says `/` for its group (`proc_cgroup_show` in kernel/cgroup/cgroup.c).
 */
function isExiting(pid: number): boolean {
  const stat = readText(`/proc/${pid}/stat`);
  // Field 9, seen from the end of the name, which may hold anything.
  const flags = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[6] ?? PF_EXITING);
  return (flags & PF_EXITING) !== 0;
}

/** Of include/linux/sched.h. */
const PF_EXITING = 0x4;

function isAlive(pid: number): boolean {
  const stat = readText(`/proc/${pid}/stat`);
  return stat !== undefined && !/\) [ZX] /.test(stat);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // gone, or not Linux: both are answers here
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
