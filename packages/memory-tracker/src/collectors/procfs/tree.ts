import type { Root } from '../collector';
import type { PeakAccumulator } from '../../peak/peak-accumulator';
import { markerOf, type EnvironmentMarker } from './environment-marker';
import type { TrackedProcess } from './tracked-process';

/** The processes of one id, from look to look. Once a member, always a member. */
export class Tree {
  readonly members: TrackedProcess[] = [];
  /** Roots that are still to be opened. */
  pending: Root[] = [];
  /** One for each environment that marks descendants. */
  readonly markers: EnvironmentMarker[] = [];
  /** Looks in a row that found no member. */
  emptyLooks = 0;

  /** Everything is read at this look: status and stat, not statm alone. */
  thorough = false;
  thoroughAt = Number.NEGATIVE_INFINITY;
  /** The sum outgrew the known peak, so the marks may tell more. */
  grewBeyondPeak = false;

  /** Clock ticks of members that are gone, and that no living member has waited for. */
  goneTicks = 0;

  constructor(readonly accumulator: PeakAccumulator) {}

  addRoot(root: Root): void {
    this.pending.push(root);
    this.emptyLooks = 0;
    if (root.environment !== undefined) {
      const marker = markerOf(root.environment);
      if (!this.markers.some((known) => sameMarker(known, marker))) {
        this.markers.push(marker);
      }
    }
  }
}

function sameMarker(one: EnvironmentMarker, other: EnvironmentMarker): boolean {
  return Buffer.concat(one).equals(Buffer.concat(other));
}
