import { descendantsOf, type NewProcessesFrom, type ProcFiles } from '@nx-peak/host/procfs';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import type { Root } from '../collector';
import { anchor, isClaimed, join, joinUnclaimed, raiseAnchor, remove } from './claims';
import { EnvironmentReader } from './environment-reader';
import { NewProcessFinder, type NewProcess } from './new-process-finder';
import type { ProcessReader } from './process-reader';
import { Tree, type Member } from './tree';
import { TrackedProcess } from './tracked-process';

/**
 * Knows which process belongs to which tree. A process joins with its root, by its parent, or by the
 * environment of its tree, and stays until it ends, whatever becomes of its parents.
 */
export class Membership {
  readonly trees = new Map<PeakAccumulator, Tree>();
  /** Every process that is a member or an anchor of a tree. */
  readonly processes: Member[] = [];
  readonly #byPid = new Map<number, Member>();
  readonly #files: ProcFiles;
  readonly #reader: ProcessReader;
  readonly #finder: NewProcessFinder;
  readonly #environments: EnvironmentReader;

  constructor(files: ProcFiles, reader: ProcessReader) {
    this.#files = files;
    this.#reader = reader;
    this.#finder = new NewProcessFinder(files);
    this.#environments = new EnvironmentReader(files);
  }

  get newProcessesFrom(): NewProcessesFrom {
    return this.#finder.from;
  }

  add(accumulator: PeakAccumulator, root: Root): void {
    let tree = this.trees.get(accumulator);
    if (tree === undefined) {
      tree = new Tree(accumulator, root.members);
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
    for (const process of tree.processes) {
      remove(process.trees, tree);
      this.#forgetUnused(process);
    }
    for (const process of tree.anchors) {
      process.anchorOf = undefined;
      this.#forgetUnused(process);
    }
    if (this.trees.size === 0) {
      this.#finder.pause();
      this.#reader.executables.clear();
    }
  }

  /** Takes in the roots that were registered and the processes that were started since. */
  update(at: number): void {
    for (const tree of this.trees.values()) {
      if (tree.pending.length > 0) {
        this.#takeRoots(tree, at);
      }
    }
    if (this.trees.size > 0) {
      this.#takeNewProcesses(at);
    }
  }

  /** Takes the dead out of their trees, and keeps the CPU time that no living process includes. */
  releaseDead(dead: readonly Member[]): void {
    for (const process of dead) {
      this.#forget(process);
    }
    for (const process of dead) {
      const inheritor = this.#cpuTimeInheritorOf(process, dead);
      inheritor?.readStat();
      for (const tree of process.trees) {
        remove(tree.processes, process);
        if (inheritor?.trees.includes(tree) !== true) {
          tree.goneTicks += tree.ticksOf(process);
        }
      }
      raiseAnchor(process);
    }
  }

  #takeRoots(tree: Tree, at: number): void {
    for (const { pid, fresh } of tree.pending) {
      if (fresh) {
        this.#finder.expectAfter(pid);
      } else {
        this.#finder.expectFromNow();
      }
    }
    for (const root of tree.pending) {
      switch (tree.kind) {
        case 'tree':
          if (this.#adoptRoot(root, tree, at)) {
            for (const pid of descendantsOf(this.#files, root.pid)) {
              this.#adopt(pid, tree, root.fresh, at);
            }
          }
          break;
        case 'process':
          this.#adoptRoot(root, tree, at);
          break;
        case 'unclaimed-descendants':
          this.#takeAnchor(root, tree, at);
          break;
      }
    }
    tree.pending = [];
  }

  #adoptRoot({ pid, fresh, startTime }: Root, tree: Tree, at: number): boolean {
    const process = this.#processOf(pid, fresh, at, startTime);
    if (process !== undefined) {
      join(process, tree);
    }
    return process !== undefined;
  }

  /** What is below another anchor belongs to that one, if to nobody else. */
  #takeAnchor({ pid, fresh, startTime }: Root, tree: Tree, at: number): void {
    const root = this.#processOf(pid, fresh, at, startTime);
    if (root === undefined) {
      return;
    }
    anchor(root, tree);
    const belowOther = new Set<number>();
    for (const descendant of descendantsOf(this.#files, pid)) {
      const process = this.#processOf(descendant, fresh, at);
      if (process === undefined) {
        continue;
      }
      if (belowOther.has(process.ppid)) {
        belowOther.add(descendant);
        this.#forgetUnused(process);
        continue;
      }
      if (process.anchorOf !== undefined && process.anchorOf !== tree) {
        belowOther.add(descendant);
      }
      joinUnclaimed(process, tree);
    }
  }

  #takeNewProcesses(at: number): void {
    let unclaimed = this.#finder.find();
    // By their parent, who may be among them, until nobody is found any more; then by the marker
    // of who has no such parent (any more), whose children may be among the rest.
    for (let before = -1; before !== unclaimed.length;) {
      before = unclaimed.length;
      unclaimed = unclaimed.filter((found) => !this.#adoptByParent(found, at));
      if (before === unclaimed.length) {
        unclaimed = unclaimed.filter(({ pid }) => !this.#adoptByMarker(pid, at));
      }
    }
  }

  #adoptByParent({ pid, ppid }: NewProcess, at: number): boolean {
    const parent = this.#byPid.get(ppid);
    if (parent === undefined) {
      return false;
    }
    let adopted = false;
    for (const tree of parent.trees) {
      if (tree.kind === 'tree') {
        this.#adopt(pid, tree, true, at);
        adopted = true;
      }
    }
    return adopted || this.#adoptUnclaimed(pid, parent, at);
  }

  #adoptUnclaimed(pid: number, parent: Member, at: number): boolean {
    const tree = parent.anchorOf ?? parent.trees.find(({ claims }) => !claims);
    if (tree === undefined) {
      return false;
    }
    const known = this.#byPid.get(pid);
    // An orphan of a claimed tree may have been handed to this parent before anybody saw it.
    if ((known === undefined || !isClaimed(known)) && this.#adoptByMarker(pid, at)) {
      return true;
    }
    const process = this.#processOf(pid, true, at);
    if (process !== undefined) {
      joinUnclaimed(process, tree);
    }
    return true;
  }

  #adoptByMarker(pid: number, at: number): boolean {
    let read: boolean | undefined;
    let adopted = false;
    for (const tree of this.trees.values()) {
      for (const marker of tree.markers) {
        read ??= this.#environments.read(pid);
        if (read && this.#environments.carries(marker)) {
          this.#adopt(pid, tree, true, at);
          adopted = true;
          break;
        }
      }
    }
    return adopted;
  }

  /** Makes a process a member of a tree that claims it. */
  #adopt(pid: number, tree: Tree, fresh: boolean, at: number): void {
    const process = this.#processOf(pid, fresh, at);
    if (process !== undefined) {
      join(process, tree);
    }
  }

  /** A process by its pid; undefined when it is gone, or not the one with this start time. */
  #processOf(pid: number, fresh: boolean, at: number, startTime?: number): Member | undefined {
    let process = this.#byPid.get(pid);
    if (process !== undefined && !process.readStat()) {
      // Another process has its pid by now.
      this.releaseDead([process]);
      process = undefined;
    }
    if (process === undefined) {
      process = TrackedProcess.open<Tree>(this.#reader, pid, fresh, at);
      if (process === undefined) {
        return undefined;
      }
      this.#byPid.set(pid, process);
      this.processes.push(process);
    }
    if (startTime !== undefined && process.startTime !== startTime) {
      this.#forgetUnused(process);
      return undefined;
    }
    return process;
  }

  /**
   * The living process whose cutime and cstime hold the time of a dead one: who waits for a child
   * takes over its time with that of the children it waited for in turn.
   */
  #cpuTimeInheritorOf(process: Member, dead: readonly Member[]): Member | undefined {
    let { ppid } = process;
    for (let steps = 0; steps <= dead.length; steps++) {
      const parent = dead.find(({ pid }) => pid === ppid);
      if (parent === undefined) {
        return this.#byPid.get(ppid);
      }
      ({ ppid } = parent);
    }
    return undefined;
  }

  #forgetUnused(process: Member): void {
    if (process.trees.length === 0 && process.anchorOf === undefined) {
      this.#forget(process);
    }
  }

  #forget(process: Member): void {
    if (this.#byPid.get(process.pid) === process) {
      this.#byPid.delete(process.pid);
    }
    remove(this.processes, process);
    process.close();
  }
}
