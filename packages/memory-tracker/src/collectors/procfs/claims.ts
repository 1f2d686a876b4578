import type { Member, Tree } from './tree';

/** Makes a process a member of a tree that claims it, from whom it is taken that counts the unclaimed. */
export function join(process: Member, tree: Tree): void {
  const left = leaveUnclaimed(process);
  if (tree.kind === 'process' && left !== undefined && process.anchorOf === undefined) {
    // It alone is claimed: its descendants are not.
    anchor(process, left);
  }
  enter(process, tree);
}

/** Makes a process a member of a tree of unclaimed descendants, unless another tree claims it. */
export function joinUnclaimed(process: Member, tree: Tree): void {
  if (!isClaimed(process)) {
    // The nearest anchor has it.
    leaveUnclaimed(process);
    enter(process, tree);
  } else if (process.anchorOf === undefined && process.trees.every(isOfOneProcess)) {
    anchor(process, tree);
  }
}

/** From now on the unclaimed descendants of a process belong to this tree, and to no other one. */
export function anchor(process: Member, tree: Tree): void {
  if (process.anchorOf !== tree) {
    raiseAnchor(process);
    process.anchorOf = tree;
    tree.anchors.push(process);
  }
}

/** Its descendants belong to nobody any more. */
export function raiseAnchor(process: Member): void {
  if (process.anchorOf !== undefined) {
    remove(process.anchorOf.anchors, process);
    process.anchorOf = undefined;
  }
}

/** Whether a process belongs to a tree that takes it from all who count the unclaimed. */
export function isClaimed(process: Member): boolean {
  return process.trees.some(claims);
}

/** Takes an item out of a list, in its place. */
export function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) {
    list.splice(index, 1);
  }
}

function enter(process: Member, tree: Tree): void {
  if (!process.trees.includes(tree)) {
    process.trees.push(tree);
    tree.processes.push(process);
  }
}

/** @returns the tree that it left; it belongs to one such tree at most */
function leaveUnclaimed(process: Member): Tree | undefined {
  const tree = process.trees.find((one) => !one.claims);
  if (tree !== undefined) {
    remove(process.trees, tree);
    remove(tree.processes, process);
  }
  return tree;
}

const claims = (tree: Tree): boolean => tree.claims;

const isOfOneProcess = (tree: Tree): boolean => tree.kind === 'process';
