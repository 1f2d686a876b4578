import {
  errorCode,
  descendantsOf,
  DescriptorBudget,
  type BirthsFrom,
  emptyStat,
  parseStat,
  PF_FORKNOEXEC,
  parseRunDelay,
  parseStatm,
  type Statm,
  emptyStatus,
  parseStatus,
  GONE,
  ProcFiles,
} from '@nx-peak/host';
import { ProcfsLister } from '../listing/procfs-lister';
import type { Peek } from '../listing/process-lister';
import { PHANTOM_MAX_AGE_MS } from '../listing/fork-phantom';
import { Births } from './new-processes';
import { carriesMarker } from './environment-marker';
import { FilePages } from './file-pages';
import { NONE, TrackedProcess } from './tracked-process';
import { isThoroughDue } from './full-read';
import { Tree } from './tree';
import { emptyReading } from '../../peak/reading';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import type { Collector, HeldProcess, KnownProcess, RecordReading, Root } from '../collector';

/** An environment is rarely larger; what is beyond is not looked at. */
const ENVIRON_BYTES = 256 * 1024;

/** More kinds of executables than this are not told apart. */
const MOST_EXECUTABLES = 4096;

/** A tree is given up when so many looks in a row found nobody: an orphan may show up late. */
const MOST_EMPTY_LOOKS = 2;

/**
 * Measures with the files of /proc alone (Linux), kept open from look to look. A look at processes
 * that are known, when none was born, takes one read per process and allocates nothing.
 */
export class ProcfsCollector implements Collector {
  readonly name = 'procfs';
  private readonly files: ProcFiles;
  /** For a look at one process that is not a member. */
  private readonly single: ProcfsLister;
  private readonly births: Births;
  private readonly budget: DescriptorBudget;
  private readonly trees = new Map<PeakAccumulator, Tree>();
  private readonly byPid = new Map<number, TrackedProcess>();
  /** The same, to walk without an iterator, */
  private readonly records: TrackedProcess[] = [];
  /** and those of them that turned out to be gone at this look. */
  private readonly gone: TrackedProcess[] = [];

  private readonly stat = emptyStat();
  private readonly statm: Statm = { resident: 0, shared: 0 };
  private readonly status = emptyStatus();
  private readonly reading = emptyReading();
  private readonly filePages = new FilePages();
  private readonly executables = new Map<string, number>();
  private environ: Buffer | undefined;

  constructor(files = new ProcFiles()) {
    this.files = files;
    this.single = new ProcfsLister({}, this.files);
    this.births = new Births(this.files);
    this.budget = new DescriptorBudget(this.files);
  }

  /** Listing all processes at every look is what makes looks expensive. */
  get nearlyFree(): boolean {
    return this.births.from !== 'scan';
  }

  get birthsFrom(): BirthsFrom {
    return this.births.from;
  }

  peek(pid: number): Peek | undefined {
    return this.single.peek(pid);
  }

  ageOf(birth: number): number {
    const { ownStartTicks, ticksPerSecond } = this.files.units();
    return process.uptime() * 1000 - ((birth - ownStartTicks) / ticksPerSecond) * 1000;
  }

  add(accumulator: PeakAccumulator, root: Root): void {
    let tree = this.trees.get(accumulator);
    if (tree === undefined) {
      tree = new Tree(accumulator);
      this.trees.set(accumulator, tree);
    }
    tree.addRoot(root);
  }

  drop(accumulator: PeakAccumulator): void {
    const tree = this.trees.get(accumulator);
    if (tree === undefined) {
      return;
    }
    this.trees.delete(accumulator);
    for (const record of tree.members) {
      record.trees.splice(record.trees.indexOf(tree), 1);
      if (record.trees.length === 0) {
        this.forget(record);
      }
    }
    if (this.trees.size === 0) {
      this.births.pause();
      this.executables.clear();
    }
  }

  isLive(): boolean {
    return this.trees.size > 0;
  }

  processesOf(accumulator: PeakAccumulator): KnownProcess[] {
    const tree = this.trees.get(accumulator);
    return tree === undefined
      ? []
      : [
          ...tree.members.map(({ pid, birth, fresh }) => ({ pid, birth, fresh })),
          ...tree.pending.map(({ pid, birth, fresh }) => ({ pid, birth, fresh })),
        ];
  }

  heldBy(accumulator: PeakAccumulator): HeldProcess[] {
    const { rss, marked } = this.reading;
    return (this.trees.get(accumulator)?.members ?? [])
      .filter(isCounted)
      .map((record) => ({
        pid: record.pid,
        ppid: record.ppid,
        bytes: marked > rss ? markedOf(record) : record.rss,
      }))
      .filter(({ bytes }) => bytes > 0);
  }

  look(at: number, record: RecordReading): void {
    this.files.units();
    this.gone.length = 0;
    for (const tree of this.trees.values()) {
      if (tree.pending.length > 0) {
        this.takeRoots(tree, at);
      }
    }
    this.takeNewborn(at);
    this.chooseThorough(at);
    for (const process of this.records) {
      if (!this.read(process, at)) {
        this.gone.push(process);
      }
    }
    if (this.gone.length > 0) {
      this.letGo();
    }
    for (const tree of this.trees.values()) {
      this.sumUp(tree, at);
      record(tree.accumulator, this.reading);
      tree.emptyLooks = tree.members.length + tree.pending.length === 0 ? tree.emptyLooks + 1 : 0;
      if (tree.emptyLooks >= MOST_EMPTY_LOOKS) {
        this.drop(tree.accumulator);
      }
    }
  }

  close(): void {
    for (const accumulator of [...this.trees.keys()]) {
      this.drop(accumulator);
    }
  }

  // Who belongs to whom

  private takeRoots(tree: Tree, at: number): void {
    for (const { pid, fresh } of tree.pending) {
      if (fresh) {
        this.births.expectAfter(pid);
      } else {
        this.births.expectFromNow();
      }
    }
    for (const { pid, birth, fresh } of tree.pending) {
      const root = this.adopt(pid, tree, fresh, at, birth);
      if (root !== undefined) {
        for (const descendant of descendantsOf(this.files, pid)) {
          this.adopt(descendant, tree, fresh, at);
        }
      }
    }
    tree.pending = [];
  }

  private takeNewborn(at: number): void {
    if (this.trees.size === 0) {
      return;
    }
    let strangers = this.births.newborn();
    // By their parent, who may be among them, until nobody is found any more; then by the marker
    // of who has no such parent (any more), whose children may be among the rest.
    for (let before = -1; before !== strangers.length;) {
      before = strangers.length;
      strangers = strangers.filter(({ pid, ppid }) => {
        const parent = this.byPid.get(ppid);
        parent?.trees.forEach((tree) => this.adopt(pid, tree, true, at));
        return parent === undefined;
      });
      if (before === strangers.length) {
        strangers = strangers.filter(({ pid }) => !this.adoptByMarker(pid, at));
      }
    }
  }

  private adoptByMarker(pid: number, at: number): boolean {
    let length: number | undefined;
    let adopted = false;
    for (const tree of this.trees.values()) {
      for (const marker of tree.markers) {
        this.environ ??= Buffer.allocUnsafe(ENVIRON_BYTES);
        length ??= this.files.readInto(this.environ, `${pid}/environ`);
        if (length > 0 && carriesMarker(this.environ, length, marker)) {
          this.adopt(pid, tree, true, at);
          adopted = true;
          break;
        }
      }
    }
    return adopted;
  }

  /** Makes a process a member of a tree; undefined when it is gone, or not the one with this birth. */
  private adopt(
    pid: number,
    tree: Tree,
    fresh: boolean,
    at: number,
    birth?: number,
  ): TrackedProcess | undefined {
    let record = this.byPid.get(pid);
    if (record !== undefined && !this.readStat(record)) {
      // Another process has its pid by now.
      this.gone.push(record);
      this.letGo();
      record = undefined;
    }
    record ??= this.open(pid, fresh, at);
    if (record === undefined || (birth !== undefined && record.birth !== birth)) {
      if (record?.trees.length === 0) {
        this.forget(record);
      }
      return undefined;
    }
    if (!record.trees.includes(tree)) {
      record.trees.push(tree);
      tree.members.push(record);
    }
    return record;
  }

  private open(pid: number, fresh: boolean, at: number): TrackedProcess | undefined {
    const kept = this.openAll(pid);
    const { stat } = this;
    // Read last: as long as this one answers, all three are of the same process.
    const length =
      kept === undefined ? this.files.readIfThere(`${pid}/stat`) : this.files.readKept(kept.stat);
    if (length === GONE || !parseStat(this.files.buffer, length, stat) || stat.pid !== pid) {
      this.closeAll(kept);
      return undefined;
    }
    const record = new TrackedProcess(pid, stat.startTicks, fresh, at);
    Object.assign(record, kept);
    record.ppid = stat.ppid;
    record.execed = (stat.flags & PF_FORKNOEXEC) === 0;
    record.ticks = stat.ownTicks + stat.childTicks;
    record.ticksBefore = fresh ? 0 : record.ticks;
    record.mark = fresh ? 0 : Number.NaN;
    this.byPid.set(pid, record);
    this.records.push(record);
    return record;
  }

  private openAll(pid: number): Pick<TrackedProcess, 'statm' | 'stat' | 'status'> | undefined {
    if (!this.budget.take()) {
      return undefined;
    }
    const opened = { statm: NONE, stat: NONE, status: NONE };
    try {
      for (const name of ['statm', 'status', 'stat'] as const) {
        opened[name] = this.files.open(`${pid}/${name}`);
        if (opened[name] === GONE) {
          this.closeAll(opened);
          return undefined;
        }
      }
      return opened;
    } catch (error) {
      this.closeAll(opened);
      if (['EMFILE', 'ENFILE'].includes(errorCode(error))) {
        this.budget.exhausted();
        return undefined;
      }
      throw error;
    }
  }

  private closeAll(kept: Pick<TrackedProcess, 'statm' | 'stat' | 'status'> | undefined): void {
    if (kept !== undefined) {
      for (const descriptor of [kept.statm, kept.stat, kept.status]) {
        if (descriptor !== NONE) {
          this.files.close(descriptor);
        }
      }
      this.budget.giveBack();
    }
  }

  /** Takes the dead out of their trees, and keeps the CPU time that nobody else tells of. */
  private letGo(): void {
    const { gone } = this;
    for (const record of gone) {
      this.forget(record);
    }
    for (const record of gone) {
      const heir = this.heirOf(record);
      if (heir !== undefined) {
        this.readStat(heir);
      }
      for (const tree of record.trees) {
        tree.members.splice(tree.members.indexOf(record), 1);
        if (heir?.trees.includes(tree) !== true) {
          tree.goneTicks += record.ticks - record.ticksBefore;
        }
      }
    }
    gone.length = 0;
  }

  /**
   * The living process whose cutime and cstime hold the time of a dead one: who waits for a child
   * takes over its time with that of the children it waited for in turn.
   */
  private heirOf(record: TrackedProcess): TrackedProcess | undefined {
    let { ppid } = record;
    for (let steps = 0; steps <= this.gone.length; steps++) {
      const parent = this.gone.find(({ pid }) => pid === ppid);
      if (parent === undefined) {
        return this.byPid.get(ppid);
      }
      ({ ppid } = parent);
    }
    return undefined;
  }

  private forget(record: TrackedProcess): void {
    if (this.byPid.get(record.pid) === record) {
      this.byPid.delete(record.pid);
    }
    const index = this.records.indexOf(record);
    if (index >= 0) {
      this.records.splice(index, 1);
    }
    if (record.isKept) {
      this.closeAll(record);
      record.statm = record.stat = record.status = NONE;
    }
  }

  // One look

  /** The marks of a tree tell what happened since they were read last, so they are read together. */
  private chooseThorough(at: number): void {
    for (const tree of this.trees.values()) {
      tree.thorough = isThoroughDue({
        processes: this.records.length,
        sinceThorough: at - tree.thoroughAt,
        sinceRoot: at - tree.accumulator.latestRootAt,
        grewBeyondPeak: tree.grewBeyondPeak,
      });
    }
    for (let spread = true; spread;) {
      spread = false;
      for (const { trees } of this.records) {
        if (trees.length > 1 && trees.some(isThorough) && !trees.every(isThorough)) {
          trees.forEach((tree) => {
            tree.thorough = true;
          });
          spread = true;
        }
      }
    }
  }

  /** Reads what is due of a process. False when it is gone. */
  private read(record: TrackedProcess, at: number): boolean {
    let thorough = false;
    for (const tree of record.trees) {
      thorough ||= tree.thorough;
    }
    if (record.thorough) {
      record.low = record.rss;
    }
    record.thorough = thorough;
    record.grew = false;
    // Before the memory: once the fork flag is down, what is read after it is the process's own.
    if ((thorough || !record.execed || !record.isKept) && !this.readStat(record)) {
      return false;
    }
    record.counted ||= record.execed || this.isForkServer(record, at - record.firstSeenAt);
    if (!record.counted) {
      record.rss = 0;
      return true;
    }
    if (!record.identified) {
      record.identified = true;
      record.executable = this.executableOf(record.pid);
    }
    return thorough ? this.readStatus(record) : this.readStatm(record);
  }

  /**
   * Is it too old to be on its way to exec()? Time for which it was ready to run and had no
   * processor does not count: on a busy machine that alone may be longer than the whole way.
   */
  private isForkServer({ pid }: TrackedProcess, ageMs: number): boolean {
    if (ageMs <= PHANTOM_MAX_AGE_MS) {
      return false;
    }
    const length = this.files.readIfThere(`${pid}/schedstat`);
    const waitedMs = length === GONE ? 0 : parseRunDelay(this.files.buffer, length) / 1e6;
    return ageMs - waitedMs > PHANTOM_MAX_AGE_MS;
  }

  private readStat(record: TrackedProcess): boolean {
    const { stat } = this;
    const length = record.isKept
      ? this.files.readKept(record.stat)
      : this.files.readIfThere(`${record.pid}/stat`);
    if (
      length === GONE ||
      !parseStat(this.files.buffer, length, stat) ||
      stat.startTicks !== record.birth
    ) {
      return false;
    }
    record.ppid = stat.ppid;
    record.execed ||= (stat.flags & PF_FORKNOEXEC) === 0;
    record.ticks = stat.ownTicks + stat.childTicks;
    return true;
  }

  private readStatm(record: TrackedProcess): boolean {
    const { statm } = this;
    const length = record.isKept
      ? this.files.readKept(record.statm)
      : this.files.readIfThere(`${record.pid}/statm`);
    if (length === GONE || !parseStatm(this.files.buffer, length, statm)) {
      return false;
    }
    const { pageBytes } = this.files.units();
    record.rss = statm.resident * pageBytes;
    record.file = Math.max(0, statm.shared * pageBytes - record.shmem);
    record.low = Math.min(record.low, record.rss);
    return true;
  }

  private readStatus(record: TrackedProcess): boolean {
    const { status } = this;
    const length = record.isKept
      ? this.files.readKept(record.status)
      : this.files.readIfThere(`${record.pid}/status`);
    if (length === GONE || !parseStatus(this.files.buffer, length, status)) {
      return false;
    }
    record.rss = status.resident;
    record.file = status.file;
    record.shmem = Number.isNaN(status.shmem) ? 0 : status.shmem;
    record.swap = status.swap;
    record.low = Math.min(record.low, record.rss);
    if (status.highWater > 0) {
      // A mark that fell is a new one: exec() gave the process new memory and another program.
      if (status.highWater < record.mark) {
        record.executable = this.executableOf(record.pid);
      }
      record.grew = status.highWater !== record.mark && !Number.isNaN(record.mark);
      record.mark = status.highWater;
    }
    return true;
  }

  private executableOf(pid: number): number {
    const path = this.files.link(`${pid}/exe`);
    if (path === undefined) {
      return NONE;
    }
    let number = this.executables.get(path);
    if (number === undefined && this.executables.size < MOST_EXECUTABLES) {
      number = this.executables.size;
      this.executables.set(path, number);
    }
    return number ?? NONE;
  }

  /** Into `reading`. */
  private sumUp(tree: Tree, at: number): void {
    const { reading, filePages } = this;
    let rss = 0;
    let marked = 0;
    let excess = 0;
    let apart = 0;
    let swap = 0;
    let processes = 0;
    let ticks = tree.goneTicks;
    filePages.begin();
    for (const record of tree.members) {
      ticks += record.ticks - record.ticksBefore;
      if (!isCounted(record)) {
        continue;
      }
      processes++;
      rss += record.rss;
      apart += record.rss - record.file;
      swap += record.swap;
      filePages.add(record.executable, record.file);
      marked += markedOf(record);
      excess += record.grew ? record.mark - record.rss : 0;
    }
    reading.rss = rss;
    reading.marked = tree.thorough ? Math.max(rss, marked) : rss;
    reading.unique = apart + filePages.sum() + (reading.marked > rss ? excess : 0);
    reading.unique = Math.min(reading.unique, reading.marked);
    reading.swap = tree.thorough && processes > 0 ? swap : Number.NaN;
    reading.processes = processes;
    reading.cpuSeconds = ticks / this.files.units().ticksPerSecond;
    tree.grewBeyondPeak = rss > tree.accumulator.part.peakRss;
    if (tree.thorough) {
      tree.thoroughAt = at;
    }
  }
}

const isCounted = ({ counted, rss }: TrackedProcess): boolean => counted && rss > 0;

/**
 * Bytes in the sum with marks: processes whose marks grew are taken to have been there together; the
 * others count with the least they had meanwhile.
 */
const markedOf = ({ grew, mark, low }: TrackedProcess): number => (grew ? mark : low);

const isThorough = (tree: Tree): boolean => tree.thorough;
