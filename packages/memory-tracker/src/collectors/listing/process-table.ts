/** One process, as a lister listed it. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  /**
   * Tells apart two processes that had the same pid one after the other: a process keeps its
   * birth for life, and who was born later never has a smaller one. The unit is the lister's own.
   */
  readonly birth: number;
  /** Forked, but has not called exec() yet: what it shows as its memory may be its parent's. */
  readonly preExec: boolean;
}

/** All processes of the system at one look, by pid. */
export type ProcessTable = ReadonlyMap<number, ProcessRow>;

/** The rows of a table by the pid of their parent. */
export type ChildrenByParent = ReadonlyMap<number, readonly ProcessRow[]>;

/** Indexes a table by parent, once per look, whatever number of trees is looked up in it. */
export function childrenByParent(table: ProcessTable): ChildrenByParent {
  const children = new Map<number, ProcessRow[]>();
  for (const row of table.values()) {
    const siblings = children.get(row.ppid);
    if (siblings === undefined) {
      children.set(row.ppid, [row]);
    } else {
      siblings.push(row);
    }
  }
  return children;
}
