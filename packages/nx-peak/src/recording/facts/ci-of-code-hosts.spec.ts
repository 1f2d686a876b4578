import { CI_SYSTEMS } from './ci-systems';

type Variables = Readonly<Record<string, string>>;

function read(id: string, variables: Variables): unknown {
  return CI_SYSTEMS[id]?.(variables);
}

const GITLAB = {
  CI_PROJECT_URL: 'https://gitlab.example/acme/shop',
  CI_COMMIT_BRANCH: 'main',
  CI_COMMIT_SHA: 'c0ffee',
  CI_DEFAULT_BRANCH: 'main',
  CI_COMMIT_REF_PROTECTED: 'true',
  CI_PIPELINE_URL: 'https://gitlab.example/acme/shop/-/pipelines/7',
  CI_JOB_NAME: 'build 1/2',
  CI_JOB_URL: 'https://gitlab.example/acme/shop/-/jobs/42',
  CI_RUNNER_DESCRIPTION: 'docker-1',
};

describe('GitLab', () => {
  it('reads a build of a branch', () => {
    expect(read('GITLAB', GITLAB)).toEqual({
      repository: 'https://gitlab.example/acme/shop',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://gitlab.example/acme/shop/-/pipelines/7',
      job: 'build 1/2',
      url: 'https://gitlab.example/acme/shop/-/jobs/42',
      runner: 'docker-1',
      build: { kind: 'branch', protected: true, defaultBranch: 'main' },
    });
  });

  it.each([
    ['7', '8', true],
    ['7', '7', false],
    ['', '7', undefined],
  ])('compares project %j of a merge request with %j', (source, target, fromFork) => {
    const variables = {
      CI_COMMIT_REF_PROTECTED: 'true',
      CI_MERGE_REQUEST_IID: '12',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'fix',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: source,
      CI_MERGE_REQUEST_PROJECT_ID: target,
    };
    expect(read('GITLAB', variables)).toMatchObject({
      branch: 'fix',
      base: 'main',
      build: { kind: 'pull-request', fromFork },
    });
  });

  it('reads an external pull request of a fork', () => {
    const variables = {
      CI_COMMIT_BRANCH: 'main',
      CI_EXTERNAL_PULL_REQUEST_IID: '1',
      CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY: 'eve/shop',
      CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY: 'acme/shop',
    };
    expect(read('GITLAB', variables)).toMatchObject({
      build: { kind: 'pull-request', fromFork: true },
    });
  });

  it('does not take a tag for a branch', () => {
    const variables = { CI_COMMIT_TAG: 'v1', CI_COMMIT_REF_PROTECTED: 'true' };
    expect(read('GITLAB', variables)).toMatchObject({ build: { kind: 'unknown' } });
  });
});

describe('Azure Pipelines', () => {
  const variables = {
    BUILD_REPOSITORY_URI: 'https://acme@dev.azure.com/acme/web/_git/shop',
    BUILD_SOURCEBRANCH: 'refs/heads/main',
    BUILD_SOURCEVERSION: 'c0ffee',
    BUILD_REASON: 'IndividualCI',
    BUILD_BUILDID: '9',
    SYSTEM_COLLECTIONURI: 'https://dev.azure.com/acme/',
    SYSTEM_TEAMPROJECT: 'my web',
    SYSTEM_JOBDISPLAYNAME: 'Build',
    AGENT_NAME: 'agent-1',
  };

  it('reads a build of a branch', () => {
    expect(read('AZURE_PIPELINES', variables)).toEqual({
      repository: 'https://acme@dev.azure.com/acme/web/_git/shop',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://dev.azure.com/acme/my%20web/_build/results?buildId=9',
      job: 'Build',
      runner: 'agent-1',
      build: { kind: 'branch' },
    });
  });

  it.each([
    ['True', true],
    ['False', false],
    ['', undefined],
  ])('reads a pull request whose IsFork is %j', (isFork, fromFork) => {
    const pullRequest = {
      ...variables,
      BUILD_SOURCEBRANCH: 'refs/pull/4/merge',
      BUILD_REASON: 'PullRequest',
      SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/fix',
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'main',
      SYSTEM_PULLREQUEST_ISFORK: isFork,
    };
    expect(read('AZURE_PIPELINES', pullRequest)).toMatchObject({
      branch: 'fix',
      base: 'main',
      build: { kind: 'pull-request', fromFork },
    });
  });
});

describe('Bitbucket Pipelines', () => {
  const variables = {
    BITBUCKET_GIT_HTTP_ORIGIN: 'https://bitbucket.org/acme/shop',
    BITBUCKET_REPO_FULL_NAME: 'acme/shop',
    BITBUCKET_BUILD_NUMBER: '2',
    BITBUCKET_BRANCH: 'main',
    BITBUCKET_COMMIT: 'c0ffee',
    BITBUCKET_STEP_UUID: '{u-1}',
  };

  it('reads a build of a branch', () => {
    expect(read('BITBUCKET', variables)).toEqual({
      repository: 'https://bitbucket.org/acme/shop',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://bitbucket.org/acme/shop/pipelines/results/2',
      job: '{u-1}',
      build: { kind: 'branch' },
    });
  });

  it('does not know of a pull request where it comes from', () => {
    const pullRequest = {
      ...variables,
      BITBUCKET_PR_ID: '1',
      BITBUCKET_PR_DESTINATION_BRANCH: 'main',
    };
    expect(read('BITBUCKET', pullRequest)).toMatchObject({
      base: 'main',
      build: { kind: 'pull-request', fromFork: undefined },
    });
  });
});
