import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RunSource } from '@nx-peak/run-record/recorder';

/** What git knows of where a run's code comes from. */
export type GitState = Pick<RunSource, 'commit' | 'branch'>;

/**
 * The commit and branch checked out in a folder, read from git's own files: no process is started
 * (gitrepository-layout(5)). Worktrees and packed refs are followed; of a repository that keeps its
 * refs in another way (reftable) the branch alone may be known, or nothing.
 *
 * @returns undefined where there is no repository, or one that cannot be read
 */
export function readGitState(folder: string): GitState | undefined {
  const gitFolder = findGitFolder(folder);
  const head = gitFolder && readText(join(gitFolder, 'HEAD'))?.trim();
  if (gitFolder === undefined || head === undefined) {
    return undefined;
  }
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) {
    return isHash(head) ? { commit: head } : undefined;
  }
  const commit = commitOf(ref, gitFolder);
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const state = {
    ...(commit !== undefined && { commit }),
    // What reftable writes into HEAD for readers of files.
    ...(branch !== undefined && branch !== '.invalid' && { branch }),
  };
  return Object.keys(state).length === 0 ? undefined : state;
}

/** `.git` here or above: a folder, or a file that names it, as in worktrees and submodules. */
function findGitFolder(folder: string): string | undefined {
  const dotGit = join(folder, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) {
    return dotGit;
  }
  if (stat?.isFile() === true) {
    const named = /^gitdir: (.+)$/m.exec(readText(dotGit) ?? '')?.[1];
    return named === undefined ? undefined : resolve(folder, named.trim());
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findGitFolder(parent);
}

function commitOf(ref: string, gitFolder: string): string | undefined {
  const common = readText(join(gitFolder, 'commondir'))?.trim();
  const folders = [gitFolder, ...(common === undefined ? [] : [resolve(gitFolder, common)])];
  for (const folder of folders) {
    const loose = readText(join(folder, ref))?.trim();
    if (loose !== undefined && isHash(loose)) {
      return loose;
    }
    const packed = readText(join(folder, 'packed-refs'))
      ?.split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0];
    if (packed !== undefined && isHash(packed)) {
      return packed;
    }
  }
  return undefined; // a branch without a commit yet
}

/** SHA-1 or SHA-256. */
function isHash(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // not there, or not ours to read: then it is not known
  }
}
