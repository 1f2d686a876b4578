import { readText } from '../read-text';
import { childrenOfThisProcess } from './own-children';
import { isInRange } from './pid-range';
import { readLastPid } from './process-state';

/** What was known before a native module started a child without telling its pid. */
export interface BeforeNewChild {
  readonly children: ReadonlySet<number>;
  /** The last pid that the kernel had handed out; undefined where it does not tell. */
  readonly lastPid: number | undefined;
}

/** Where that is read. */
export interface ChildrenSource {
  /** One child may be missed now and then, see `childrenOfThisProcess`. */
  readonly children: () => ReadonlySet<number>;
  readonly lastPid: () => number | undefined;
}

/** Children are read so often until a new one is found. */
const READS = 5;

const here: ChildrenSource = {
  children: childrenOfThisProcess,
  lastPid: () => readLastPid(readText),
};

/**
 * What to remember before a child is started.
 * @throws where children cannot be read: see `childrenOfThisProcess`
 */
export function beforeNewChild({ children, lastPid }: ChildrenSource = here): BeforeNewChild {
  return { lastPid: lastPid(), children: new Set([...children(), ...children()]) };
}

/**
 * The pid of the one child that was started since.
 *
 * The thread that forked it may have ended by now, and handed it to another one, so that a read may miss
 * it; and an older child, missed before for the same reason, may look new. So a new child must also have
 * a pid that the kernel handed out since. Where that number stands still although a child was started
 * (some sandboxes make it up), it says nothing.
 *
 * @throws when no child is new, or several are
 */
export function newChild(
  before: BeforeNewChild,
  { children, lastPid }: ChildrenSource = here,
): number {
  let found: number[] = [];
  for (let read = 0; read < READS && found.length === 0; read++) {
    const added = [...children()].filter((pid) => !before.children.has(pid));
    const after = before.lastPid;
    const upTo = lastPid();
    const saysNothing = after === undefined || upTo === undefined || upTo === after;
    found = saysNothing ? added : added.filter((pid) => isInRange({ after, upTo }, pid));
  }
  const [pid] = found;
  if (pid === undefined || found.length > 1) {
    throw new Error(`expected one new child process, found ${found.length}`);
  }
  return pid;
}
