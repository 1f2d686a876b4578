import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { atEnd } from '../support/clean-up';
import { isLeftOver, ownName } from '../support/own-name';
import { ownGroupFolder, type GroupFolder } from './own-group';

/** A cgroup for one task. */
export interface TaskGroup {
  readonly procs: string;
  /** Undefined where groups can be made, but have no memory controller. */
  readonly memory: { readonly folder: string; readonly version: 1 | 2 } | undefined;
  remove(): void;
}

/** What is recorded with, found out once. */
export type Membership =
  | { readonly kind: 'cgroup'; readonly parent: GroupFolder; readonly hasMemory: boolean }
  | { readonly kind: 'descendants'; readonly reason: string };

/** Can groups be made here, under the one this process is in? */
export function findMembership(): Membership {
  const parent = ownGroupFolder();
  if (parent === undefined) {
    return { kind: 'descendants', reason: 'no cgroup hierarchy is mounted' };
  }
  if (parent.version === 2) {
    offerMemory(parent.folder);
  }
  try {
    for (const left of readdirSync(parent.folder).filter(isLeftOver)) {
      rmdirSync(join(parent.folder, left));
    }
    const probe = makeGroup(parent, 'probe');
    const hasMemory = probe.memory !== undefined;
    probe.remove();
    return { kind: 'cgroup', parent, hasMemory };
  } catch (error) {
    return {
      kind: 'descendants',
      reason: `no cgroup can be made: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`,
    };
  }
}

let made = 0;

/** @throws when the hierarchy is not writable */
export function makeGroup({ folder, version }: GroupFolder, name: string): TaskGroup {
  const own = join(folder, `${ownName()}-${name}-${made++}`);
  mkdirSync(own);
  let removed = false;
  const remove = (): void => {
    if (!removed) {
      removed = true;
      rmdirSync(own);
    }
  };
  atEnd(remove);
  const stat = join(own, version === 1 ? 'memory.usage_in_bytes' : 'memory.current');
  return {
    procs: join(own, 'cgroup.procs'),
    memory: existsSync(stat) ? { folder: own, version } : undefined,
    remove,
  };
}

/** Children get the controller only when their parent hands it down (cgroups(7)). */
function offerMemory(folder: string): void {
  const control = join(folder, 'cgroup.subtree_control');
  try {
    if (!readFileSync(control, 'utf8').includes('memory')) {
      writeFileSync(control, '+memory');
    }
  } catch {
    // Not ours to change, or processes live in it: then groups tell who belongs, not how much.
    return;
  }
}
