import { childrenByParent, type ProcessTable } from './process-table';
import { type ProcessRow } from '../process-row';
import {
  countedPids,
  EMPTY_TREE,
  grow,
  isLive,
  withPendingRoot,
  withSeenRoot,
  type ProcessTree,
} from './process-tree';

const INIT = 1;
const ROOT = 100;

/** A row per `[pid, ppid]`, started in the order of their pids unless it says otherwise. */
function tableOf(...rows: [pid: number, ppid: number, rest?: Partial<ProcessRow>][]): ProcessTable {
  return new Map(
    rows.map(([pid, ppid, rest]) => [pid, { pid, ppid, startTime: pid, preExec: false, ...rest }]),
  );
}

function grown(tree: ProcessTree, table: ProcessTable, now = 10, startedAt = now): ProcessTree {
  return grow(tree, table, childrenByParent(table), { startedAt, now });
}

function membersOf(tree: ProcessTree): number[] {
  return [...tree.members.keys()].sort((a, b) => a - b);
}

const rooted = withPendingRoot(EMPTY_TREE, ROOT, 0);

describe('grow', () => {
  it('takes the root and all its descendants, and nobody else', () => {
    const table = tableOf(
      [INIT, 0],
      [ROOT, INIT],
      [101, ROOT],
      [102, 101],
      [200, INIT],
      [201, 200],
    );
    expect(membersOf(grown(rooted, table))).toEqual([ROOT, 101, 102]);
  });

  it('takes children that come and lets go of those that went', () => {
    const before = grown(rooted, tableOf([ROOT, INIT], [101, ROOT]));
    expect(membersOf(grown(before, tableOf([ROOT, INIT], [102, ROOT])))).toEqual([ROOT, 102]);
  });

  it('takes several roots, one within the other once', () => {
    const tree = withPendingRoot(withPendingRoot(rooted, 101, 0), 200, 0);
    const table = tableOf([ROOT, INIT], [101, ROOT], [102, 101], [200, INIT]);
    expect(membersOf(grown(tree, table))).toEqual([ROOT, 101, 102, 200]);
  });

  it('lets a nested root belong to both ids', () => {
    const table = tableOf([ROOT, INIT], [101, ROOT], [102, 101]);
    expect(membersOf(grown(rooted, table))).toEqual([ROOT, 101, 102]);
    expect(membersOf(grown(withPendingRoot(EMPTY_TREE, 101, 0), table))).toEqual([101, 102]);
  });

  it('keeps a reparented descendant that was seen before, with its children', () => {
    const before = grown(rooted, tableOf([INIT, 0], [ROOT, INIT], [101, ROOT], [102, 101]));
    const after = grown(before, tableOf([INIT, 0], [ROOT, INIT], [102, INIT], [103, 102]));
    expect(membersOf(after)).toEqual([ROOT, 102, 103]);
  });

  it('keeps descendants when the root itself has gone', () => {
    const before = grown(rooted, tableOf([INIT, 0], [ROOT, INIT], [101, ROOT]));
    expect(membersOf(grown(before, tableOf([INIT, 0], [101, INIT])))).toEqual([101]);
  });

  it('does not adopt another process that got the pid of a dead member', () => {
    const before = grown(rooted, tableOf([ROOT, INIT], [101, ROOT]));
    const after = grown(before, tableOf([ROOT, INIT], [101, INIT, { startTime: 999 }], [102, 101]));
    expect(membersOf(after)).toEqual([ROOT]);
  });

  it('does not adopt another process that got the pid of a dead root', () => {
    const before = grown(rooted, tableOf([ROOT, INIT]));
    const after = grown(before, tableOf([ROOT, INIT, { startTime: 999 }], [1000, ROOT]));
    expect(membersOf(after)).toEqual([]);
    expect(isLive(after)).toBe(false);
  });

  it('does not adopt a process older than its seeming parent', () => {
    const table = tableOf([ROOT, INIT, { startTime: 50 }], [30, ROOT, { startTime: 40 }]);
    expect(membersOf(grown(rooted, table))).toEqual([ROOT]);
  });

  it('adopts a child started in the same tick as its parent', () => {
    const table = tableOf([ROOT, INIT, { startTime: 50 }], [101, ROOT, { startTime: 50 }]);
    expect(membersOf(grown(rooted, table))).toEqual([ROOT, 101]);
  });

  it('gives up a root that was dead before the sample began', () => {
    const tree = grown(withPendingRoot(EMPTY_TREE, ROOT, 5), tableOf([INIT, 0]), 20, 10);
    expect(isLive(tree)).toBe(false);
  });

  it('still waits for a root registered while the sample was under way', () => {
    const tree = grown(withPendingRoot(EMPTY_TREE, ROOT, 15), tableOf([INIT, 0]), 20, 10);
    expect(isLive(tree)).toBe(true);
    expect(membersOf(grown(tree, tableOf([ROOT, INIT]), 40, 30))).toEqual([ROOT]);
  });

  it('comes to an end on a table with cycles', () => {
    const same = { startTime: 1 };
    const table = tableOf([ROOT, 102, same], [101, ROOT, same], [102, 101, same], [103, 103, same]);
    expect(membersOf(grown(rooted, table))).toEqual([ROOT, 101, 102]);
  });

  it('follows a chain of any depth', () => {
    const depth = 50_000;
    const chain = Array.from({ length: depth }, (_, i): [number, number] => [
      ROOT + i,
      ROOT + i - 1,
    ]);
    expect(grown(rooted, tableOf(...chain)).members.size).toBe(depth);
  });
});

describe('withSeenRoot', () => {
  const row = { pid: ROOT, ppid: INIT, startTime: 7, preExec: false };

  it('remembers the startTime of a root that was seen when it was registered', () => {
    const tree = withSeenRoot(EMPTY_TREE, row, 0);
    expect(membersOf(grown(tree, tableOf([ROOT, INIT, { startTime: 7 }])))).toEqual([ROOT]);
    expect(membersOf(grown(tree, tableOf([ROOT, INIT, { startTime: 8 }])))).toEqual([]);
  });

  it('takes the new process when a pid comes back as a root of the same id', () => {
    const tree = withSeenRoot(withSeenRoot(EMPTY_TREE, row, 0), { ...row, startTime: 8 }, 5);
    expect(membersOf(grown(tree, tableOf([ROOT, INIT, { startTime: 8 }])))).toEqual([ROOT]);
  });
});

describe('countedPids', () => {
  const forking = tableOf([ROOT, INIT], [101, ROOT, { preExec: true }]);

  it('leaves out a child on its way to exec()', () => {
    expect(countedPids(grown(rooted, forking, 10), forking, 10)).toEqual([ROOT]);
  });

  it('counts it from the sample on at which it has called exec()', () => {
    const execed = tableOf([ROOT, INIT], [101, ROOT]);
    const tree = grown(grown(rooted, forking, 10), execed, 20);
    expect(countedPids(tree, execed, 20)).toEqual([ROOT, 101]);
  });

  it('counts a fork server: a fork first seen more than 150 ms ago', () => {
    const tree = grown(grown(rooted, forking, 10), forking, 161);
    expect(countedPids(tree, forking, 160)).toEqual([ROOT]);
    expect(countedPids(tree, forking, 161)).toEqual([ROOT, 101]);
  });

  it('begins to count the age anew for another process with the same pid', () => {
    const before = grown(rooted, forking, 10);
    const reused = tableOf([ROOT, INIT], [101, ROOT, { preExec: true, startTime: 999 }]);
    expect(countedPids(grown(before, reused, 200), reused, 200)).toEqual([ROOT]);
  });
});
