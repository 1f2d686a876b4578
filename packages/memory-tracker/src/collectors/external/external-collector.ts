/** Resident memory of one tree, in bytes by pid. */
export type TreeRss = ReadonlyMap<number, number>;

/**
 * A collector of somebody else's that is given roots, follows their trees and measures them by itself,
 * at its own pace.
 */
export interface ExternalCollector {
  /**
   * Measures a process and its descendants for a key, from now on. A key may get several.
   *
   * @throws Error when it cannot work here, with the reason
   */
  add(key: number, pid: number): void;
  drop(key: number): void;
  /**
   * What it found since the last call, by key; empty trees have ended. Undefined when there is
   * nothing new.
   *
   * @throws Error when it does not work any more, with the reason
   */
  take(): ReadonlyMap<number, TreeRss> | undefined;
  /** Gives back what it holds. It may be given roots again afterwards. */
  close(): void;
}

/** A collector beside the usual ones. */
export interface CustomCollector {
  readonly name: string;
  /** Its place among the usual collectors, when no other one is asked for. */
  readonly place: 'first' | 'last' | 'on-request';
  /** Cheap, and never fails: whether it works shows when it is used. */
  create(): ExternalCollector;
}
