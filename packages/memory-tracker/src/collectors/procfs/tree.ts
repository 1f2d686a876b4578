import type { PeakAccumulator } from '../../peak/peak-accumulator';
import type { KnownProcess, Root } from '../collector';
import { UNCLAIMED_AFTER_MS, type Members } from '../members';
import { markerOf, type EnvironmentMarker } from './environment-marker';
import type { OwningTree, TrackedProcess } from './tracked-process';

/** A process in the trees of this folder. */
export type Member = TrackedProcess<Tree>;

/** The processes of one id, from sample to sample. */
export class Tree implements OwningTree {
  readonly accumulator: PeakAccumulator;
  readonly kind: Members;
  /** The processes that belong to the id. One leaves when it ends, or when another id claims it. */
  readonly processes: Member[] = [];
  /** The processes whose descendants a tree of unclaimed descendants holds. */
  readonly anchors: Member[] = [];
  /** Roots that are still to be opened. */
  pending: Root[] = [];
  /** One for each environment that marks descendants. */
  readonly markers: EnvironmentMarker[] = [];
  /** Samples in a row that found no process. */
  emptySamples = 0;

  fullRead = false;
  /** When everything was read last. */
  fullReadAt = Number.NEGATIVE_INFINITY;
  /** The sum outgrew the known peak, so the high-water marks may say more. */
  grewBeyondPeak = false;

  /** Clock ticks of processes that are gone, and that no living member has waited for. */
  goneTicks = 0;

  constructor(accumulator: PeakAccumulator, kind: Members) {
    this.accumulator = accumulator;
    this.kind = kind;
  }

  /** Its processes belong to nobody else. */
  get claims(): boolean {
    return this.kind !== 'unclaimed-descendants';
  }

  get isEmpty(): boolean {
    return this.processes.length + this.anchors.length + this.pending.length === 0;
  }

  addRoot(root: Root): void {
    this.pending.push(root);
    this.emptySamples = 0;
    if (root.environment !== undefined && this.kind === 'tree') {
      const marker = markerOf(root.environment);
      if (!this.markers.some((known) => sameMarker(known, marker))) {
        this.markers.push(marker);
      }
    }
  }

  /** Whether a process of this tree adds to its sum. */
  counts(process: Member, at: number): boolean {
    return process.isCounted && (this.claims || at - process.firstSeenAt >= UNCLAIMED_AFTER_MS);
  }

  /** Clock ticks that a process took for this tree. */
  ticksOf(process: Member): number {
    return this.kind === 'process' ? process.trackedOwnTicks : process.trackedTicks;
  }

  /** What another collector needs to go on. */
  known(): KnownProcess[] {
    const opened = this.claims ? this.processes : this.anchors;
    return [...opened, ...this.pending].map(({ pid, startTime, fresh }) => ({
      pid,
      startTime,
      fresh,
      members: this.kind,
    }));
  }
}

function sameMarker(one: EnvironmentMarker, other: EnvironmentMarker): boolean {
  return Buffer.concat(one).equals(Buffer.concat(other));
}
