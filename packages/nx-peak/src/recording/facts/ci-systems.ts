import { branchName, nonEmpty, type CiBuild, type CiFacts, type ReadCi } from './ci-facts';
import { readGitHubActions } from './github-actions';
import { repositoryAddress } from './repository-address';

/**
 * How to read the variables of each CI system, by the names ci-info has for them. ci-info finds out
 * which system it is; pipelines, jobs, runners and forks are none of its business.
 */
export const CI_SYSTEMS: Readonly<Partial<Record<string, ReadCi>>> = {
  AZURE_PIPELINES: readAzurePipelines,
  BITBUCKET: readBitbucketPipelines,
  BUILDKITE: readBuildkite,
  CIRCLE: readCircleCi,
  GITHUB_ACTIONS: readGitHubActions,
  GITLAB: readGitLab,
  JENKINS: readJenkins,
  TRAVIS: readTravis,
};

/** GitLab documentation, "Predefined CI/CD variables reference". */
function readGitLab(env: NodeJS.ProcessEnv): CiFacts {
  return {
    repository: env['CI_PROJECT_URL'],
    branch:
      nonEmpty(env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME']) ?? nonEmpty(env['CI_COMMIT_BRANCH']),
    commit: env['CI_COMMIT_SHA'],
    base: nonEmpty(env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']),
    pipeline: env['CI_PIPELINE_URL'],
    job: nonEmpty(env['CI_JOB_NAME']),
    url: env['CI_JOB_URL'],
    runner: nonEmpty(env['CI_RUNNER_DESCRIPTION']) ?? nonEmpty(env['CI_RUNNER_ID']),
    build: buildOfGitLab(env),
  };
}

function buildOfGitLab(env: NodeJS.ProcessEnv): CiBuild {
  if (nonEmpty(env['CI_MERGE_REQUEST_IID']) !== undefined) {
    return {
      kind: 'pull-request',
      fromFork: differ(
        env['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'],
        env['CI_MERGE_REQUEST_PROJECT_ID'],
      ),
    };
  }
  if (nonEmpty(env['CI_EXTERNAL_PULL_REQUEST_IID']) !== undefined) {
    return {
      kind: 'pull-request',
      fromFork: differ(
        env['CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY'],
        env['CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY'],
      ),
    };
  }
  return nonEmpty(env['CI_COMMIT_BRANCH']) === undefined
    ? { kind: 'unknown' } // a tag
    : {
        kind: 'branch',
        protected: env['CI_COMMIT_REF_PROTECTED'] === 'true' || undefined,
        defaultBranch: nonEmpty(env['CI_DEFAULT_BRANCH']),
      };
}

/**
 * CircleCI documentation, "Project values and variables": CIRCLE_PR_NUMBER, _REPONAME and _USERNAME
 * are there for pull requests of forks alone, CIRCLE_PULL_REQUEST for all.
 */
function readCircleCi(env: NodeJS.ProcessEnv): CiFacts {
  const workflow = nonEmpty(env['CIRCLE_WORKFLOW_ID']);
  const fromFork = nonEmpty(env['CIRCLE_PR_NUMBER']) ?? nonEmpty(env['CIRCLE_PR_USERNAME']);
  const isPullRequest = fromFork ?? nonEmpty(env['CIRCLE_PULL_REQUEST']);
  return {
    repository: env['CIRCLE_REPOSITORY_URL'],
    branch: nonEmpty(env['CIRCLE_BRANCH']),
    commit: env['CIRCLE_SHA1'],
    pipeline: workflow && `https://app.circleci.com/pipelines/workflows/${workflow}`,
    job: nonEmpty(env['CIRCLE_JOB']),
    url: env['CIRCLE_BUILD_URL'],
    build:
      isPullRequest !== undefined
        ? { kind: 'pull-request', fromFork: fromFork !== undefined }
        : branchOrUnknown(env['CIRCLE_BRANCH']),
  };
}

/**
 * Azure DevOps documentation, "Use predefined variables". Source and target branch of a pull request
 * come with and without `refs/heads/`.
 */
function readAzurePipelines(env: NodeJS.ProcessEnv): CiFacts {
  const [collection, project, build] = [
    nonEmpty(env['SYSTEM_COLLECTIONURI']),
    nonEmpty(env['SYSTEM_TEAMPROJECT']),
    nonEmpty(env['BUILD_BUILDID']),
  ];
  const source = nonEmpty(env['BUILD_SOURCEBRANCH']);
  const built = source?.startsWith('refs/heads/') === true ? branchName(source) : undefined;
  return {
    repository: env['BUILD_REPOSITORY_URI'],
    branch: branchName(env['SYSTEM_PULLREQUEST_SOURCEBRANCH']) ?? built,
    commit: env['BUILD_SOURCEVERSION'],
    base: branchName(env['SYSTEM_PULLREQUEST_TARGETBRANCH']),
    ...(collection !== undefined &&
      project !== undefined &&
      build !== undefined && {
        pipeline: `${collection}${encodeURIComponent(project)}/_build/results?buildId=${build}`,
      }),
    job: nonEmpty(env['SYSTEM_JOBDISPLAYNAME']) ?? nonEmpty(env['AGENT_JOBNAME']),
    runner: nonEmpty(env['AGENT_NAME']),
    build:
      env['BUILD_REASON'] === 'PullRequest'
        ? {
            kind: 'pull-request',
            fromFork: booleanIn(env['SYSTEM_PULLREQUEST_ISFORK']),
          }
        : branchOrUnknown(built),
  };
}

/**
 * Jenkins: the "Global Variable Reference" that every Jenkins serves at `/env-vars.html`. CHANGE_*
 * are set for change requests of a multibranch project, CHANGE_FORK for those of forks alone;
 * BRANCH_IS_PRIMARY is "true" or not there.
 */
function readJenkins(env: NodeJS.ProcessEnv): CiFacts {
  const change = nonEmpty(env['CHANGE_ID']);
  const built =
    nonEmpty(env['BRANCH_NAME']) ?? nonEmpty(env['GIT_BRANCH']?.replace(/^origin\//, ''));
  return {
    repository: env['GIT_URL'],
    branch: change === undefined ? built : nonEmpty(env['CHANGE_BRANCH']),
    commit: env['GIT_COMMIT'],
    base: nonEmpty(env['CHANGE_TARGET']),
    pipeline: env['BUILD_URL'],
    job: nonEmpty(env['STAGE_NAME']) ?? nonEmpty(env['JOB_NAME']),
    runner: nonEmpty(env['NODE_NAME']),
    build: buildOfJenkins(env, change),
  };
}

function buildOfJenkins(env: NodeJS.ProcessEnv, change: string | undefined): CiBuild {
  if (change !== undefined) {
    const fromFork = nonEmpty(env['CHANGE_FORK']) !== undefined;
    return { kind: 'pull-request', fromFork: fromFork || undefined };
  }
  // Plugins that build pull requests otherwise leave BRANCH_NAME alone.
  return nonEmpty(env['BRANCH_NAME']) === undefined
    ? { kind: 'unknown' }
    : { kind: 'branch', protected: env['BRANCH_IS_PRIMARY'] === 'true' || undefined };
}

/** Buildkite documentation, "Environment variables". BUILDKITE_COMMIT may be `HEAD`. */
function readBuildkite(env: NodeJS.ProcessEnv): CiFacts {
  const isPullRequest = (nonEmpty(env['BUILDKITE_PULL_REQUEST']) ?? 'false') !== 'false';
  return {
    repository: env['BUILDKITE_REPO'],
    branch: nonEmpty(env['BUILDKITE_BRANCH']),
    commit: env['BUILDKITE_COMMIT'],
    base: nonEmpty(env['BUILDKITE_PULL_REQUEST_BASE_BRANCH']),
    pipeline: env['BUILDKITE_BUILD_URL'],
    job: nonEmpty(env['BUILDKITE_LABEL']) ?? nonEmpty(env['BUILDKITE_STEP_KEY']),
    runner: nonEmpty(env['BUILDKITE_AGENT_NAME']),
    build: isPullRequest
      ? {
          kind: 'pull-request',
          fromFork: differ(
            repositoryAddress(env['BUILDKITE_PULL_REQUEST_REPO']),
            repositoryAddress(env['BUILDKITE_REPO']),
          ),
        }
      : nonEmpty(env['BUILDKITE_TAG']) === undefined
        ? { kind: 'branch', defaultBranch: nonEmpty(env['BUILDKITE_PIPELINE_DEFAULT_BRANCH']) }
        : { kind: 'unknown' },
  };
}

/**
 * Bitbucket documentation, "Variables and secrets". It does not say whether a pull request comes from
 * a fork.
 */
function readBitbucketPipelines(env: NodeJS.ProcessEnv): CiFacts {
  const [name, number] = [
    nonEmpty(env['BITBUCKET_REPO_FULL_NAME']),
    nonEmpty(env['BITBUCKET_BUILD_NUMBER']),
  ];
  return {
    repository: env['BITBUCKET_GIT_HTTP_ORIGIN'],
    branch: nonEmpty(env['BITBUCKET_BRANCH']),
    commit: env['BITBUCKET_COMMIT'],
    base: nonEmpty(env['BITBUCKET_PR_DESTINATION_BRANCH']),
    ...(name !== undefined &&
      number !== undefined && {
        pipeline: `https://bitbucket.org/${name}/pipelines/results/${number}`,
      }),
    job: nonEmpty(env['BITBUCKET_STEP_UUID']),
    build:
      nonEmpty(env['BITBUCKET_PR_ID']) === undefined
        ? branchOrUnknown(env['BITBUCKET_BRANCH'])
        : { kind: 'pull-request', fromFork: undefined },
  };
}

/** Travis CI documentation, "Environment variables". TRAVIS_BRANCH of a pull request is its target. */
function readTravis(env: NodeJS.ProcessEnv): CiFacts {
  const isPullRequest = (nonEmpty(env['TRAVIS_PULL_REQUEST']) ?? 'false') !== 'false';
  const slug = nonEmpty(env['TRAVIS_REPO_SLUG']);
  return {
    repository: slug && `https://github.com/${slug}`,
    branch: nonEmpty(env[isPullRequest ? 'TRAVIS_PULL_REQUEST_BRANCH' : 'TRAVIS_BRANCH']),
    commit: env['TRAVIS_COMMIT'],
    base: isPullRequest ? nonEmpty(env['TRAVIS_BRANCH']) : undefined,
    pipeline: env['TRAVIS_BUILD_WEB_URL'],
    job: nonEmpty(env['TRAVIS_JOB_NAME']) ?? nonEmpty(env['TRAVIS_JOB_NUMBER']),
    url: env['TRAVIS_JOB_WEB_URL'],
    build: isPullRequest
      ? { kind: 'pull-request', fromFork: differ(env['TRAVIS_PULL_REQUEST_SLUG'], slug) }
      : nonEmpty(env['TRAVIS_TAG']) === undefined
        ? branchOrUnknown(env['TRAVIS_BRANCH'])
        : { kind: 'unknown' },
  };
}

function branchOrUnknown(branch: string | undefined): CiBuild {
  return nonEmpty(branch) === undefined ? { kind: 'unknown' } : { kind: 'branch' };
}

/** Whether two names differ; undefined where one is not known. */
function differ(one: string | undefined, other: string | undefined): boolean | undefined {
  return nonEmpty(one) === undefined || nonEmpty(other) === undefined ? undefined : one !== other;
}

/** Azure writes `True` and `False`. */
function booleanIn(text: string | undefined): boolean | undefined {
  const lower = text?.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}
