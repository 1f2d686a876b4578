import type { ProcessRow } from '../process-row';

/** All processes of the system at one moment, by pid. */
export type ProcessTable = ReadonlyMap<number, ProcessRow>;

/** The rows of a table by the pid of their parent. */
export type ChildrenByParent = ReadonlyMap<number, readonly ProcessRow[]>;

/** Indexes a table by parent, once per sample, whatever number of trees is looked up in it. */
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
