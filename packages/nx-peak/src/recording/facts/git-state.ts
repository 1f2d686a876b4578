import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readText } from '@nx-peak/host';
import { remoteUrlIn } from './git-config';
import { repositoryAddress } from './repository-address';

/** What git's own files say of a working tree. Every field is absent where it is not known. */
export interface GitState {
  /** The full hash of the commit checked out. */
  readonly commit?: string;
  /** Absent when no branch is checked out. */
  readonly branch?: string;
  /** The address of the remote `origin`, or of the only remote there is: `github.com/acme/shop`. */
  readonly repository?: string;
  /** The default branch of the remote `origin`, as the last clone or fetch found it. */
  readonly defaultBranch?: string;
}

/**
 * Reads the commit and the branch checked out in a folder, and the remote they come from, from git's
 * own files: no process is started (gitrepository-layout(5)). Worktrees and packed refs are followed;
 * of a repository that keeps its refs in another way (reftable) the branch alone may be known, or
 * nothing. Configuration that another file includes, and `insteadOf`, are not followed.
 *
 * @returns undefined where there is no repository, or one that cannot be read
 */
export function readGitState(folder: string): GitState | undefined {
  const gitFolder = findGitFolder(folder);
  const head = gitFolder && readText(join(gitFolder, 'HEAD'))?.trim();
  if (gitFolder === undefined || head === undefined) {
    return undefined;
  }
  const common = commonFolder(gitFolder);
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  const commit = ref === undefined ? hashIn(head) : commitOf(ref, [gitFolder, common]);
  const branch = branchOf(ref);
  const repository = repositoryAddress(remoteUrlIn(readText(join(common, 'config')) ?? ''));
  const defaultBranch = defaultBranchIn(common);
  const state = {
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branch }),
    ...(repository !== undefined && { repository }),
    ...(defaultBranch !== undefined && { defaultBranch }),
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

/** What the worktrees of a repository share. */
function commonFolder(gitFolder: string): string {
  const common = readText(join(gitFolder, 'commondir'))?.trim();
  return common === undefined ? gitFolder : resolve(gitFolder, common);
}

function branchOf(ref: string | undefined): string | undefined {
  const branch = /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1];
  // What reftable writes into HEAD for readers of files.
  return branch === '.invalid' ? undefined : branch;
}

function commitOf(ref: string, folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    const commit =
      hashIn(readText(join(folder, ref))) ??
      hashIn(
        readText(join(folder, 'packed-refs'))
          ?.split('\n')
          .find((line) => line.endsWith(` ${ref}`))
          ?.split(' ')[0],
      );
    if (commit !== undefined) {
      return commit;
    }
  }
  return undefined; // a branch without a commit yet
}

function defaultBranchIn(common: string): string | undefined {
  const head = readText(join(common, 'refs/remotes/origin/HEAD'));
  return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(head ?? '')?.[1]?.trim();
}

/** A full hash, SHA-1 or SHA-256; undefined for any other text. */
export function hashIn(text: string | undefined): string | undefined {
  return /^\s*([0-9a-f]{40}|[0-9a-f]{64})\s*$/.exec(text ?? '')?.[1];
}
