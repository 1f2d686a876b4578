import type { CiJob, RunSource } from '@nx-peak/run-record/recorder';
import { CI_SYSTEMS } from './ci-systems';
import { nonEmpty, type CiFacts } from './ci-facts';
import { hashIn, readGitState, type GitState } from './git-state';
import { repositoryAddress, webAddress } from './repository-address';

/** Which CI system it is: what ci-info finds in the environment of this process. */
export interface CiSystem {
  /** The name of its constant, e.g. `GITHUB_ACTIONS`; null for one that ci-info does not know. */
  readonly id: string | null;
  /** e.g. `GitHub Actions`. */
  readonly name: string | null;
  readonly isCI: boolean;
}

/**
 * Where the code of a run comes from: git's files, and what CI says. No process is started.
 *
 * The commit is the one checked out. The branch is the one CI names, because checkouts there are
 * detached. The base is the target of the pull request, else NX_BASE (Nx documentation, "affected"),
 * else the default branch of the remote when another branch is checked out.
 *
 * @returns undefined where neither git nor CI says anything
 */
export function readSource(
  workspaceRoot: string,
  env: NodeJS.ProcessEnv,
  system: CiSystem = ciSystemHere(),
): RunSource | undefined {
  return sourceOf(readGitState(workspaceRoot) ?? {}, system, env);
}

/** Where the code of a run comes from, by what is known of git and what CI says. */
export function sourceOf(
  git: GitState,
  system: CiSystem,
  env: NodeJS.ProcessEnv,
): RunSource | undefined {
  const readCi = system.isCI ? CI_SYSTEMS[system.id ?? ''] : undefined;
  const facts = readCi?.(env) ?? UNKNOWN_BUILD;
  const repository = git.repository ?? repositoryAddress(facts.repository);
  const branch = facts.branch ?? git.branch;
  const commit = git.commit ?? hashIn(facts.commit);
  const base =
    facts.base ?? nonEmpty(env['NX_BASE']) ?? defaultBranchUnless(branch, git.defaultBranch);
  const ci = system.isCI ? ciJob(facts, system) : undefined;
  const trusted = trustedOf(facts, git);
  const source = {
    ...(repository !== undefined && { repository }),
    ...(branch !== undefined && { branch }),
    ...(commit !== undefined && { commit }),
    ...(base !== undefined && { base }),
    ...(ci !== undefined && { ci }),
    ...(trusted !== undefined && { trusted }),
  };
  return Object.keys(source).length === 0 ? undefined : source;
}

const UNKNOWN_BUILD: CiFacts = { build: { kind: 'unknown' } };

/** Reads the environment when it is first loaded, so it is loaded where it is asked for. */
function ciSystemHere(): CiSystem {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { id, name, isCI } = require('ci-info') as CiSystem;
  return { id, name, isCI };
}

function defaultBranchUnless(
  branch: string | undefined,
  defaultBranch: string | undefined,
): string | undefined {
  return branch === undefined || branch === defaultBranch ? undefined : defaultBranch;
}

function ciJob(facts: CiFacts, system: CiSystem): CiJob {
  const pipeline = webAddress(facts.pipeline);
  const url = webAddress(facts.url) ?? pipeline;
  return {
    provider: system.id?.toLowerCase().replaceAll('_', '-') ?? 'unknown',
    ...(pipeline !== undefined && { pipeline }),
    ...(facts.job !== undefined && { job: facts.job }),
    ...(url !== undefined && { url }),
    ...(facts.runner !== undefined && { runner: facts.runner }),
  };
}

/**
 * Whether what this run says may be compared with by others: yes for a protected branch and for the
 * default branch, no for a pull request of a fork, and undefined for all that is between.
 */
export function trustedOf({ build, branch, commit }: CiFacts, git: GitState): boolean | undefined {
  switch (build.kind) {
    case 'unknown':
      return undefined;
    case 'pull-request':
      return build.fromFork === true ? false : undefined;
    case 'branch': {
      const defaultBranch = build.defaultBranch ?? git.defaultBranch;
      const isTrusted =
        build.protected === true || (branch !== undefined && branch === defaultBranch);
      return isTrusted && isBuilt(commit, git) ? true : undefined;
    }
  }
}

/** A job may check out another commit than the one that CI vouches for. */
function isBuilt(commit: string | undefined, git: GitState): boolean {
  const named = hashIn(commit);
  return named === undefined || git.commit === undefined || named === git.commit;
}
