import { CI_SYSTEMS } from './ci-systems';

/** ci-info gives the systems these names; a name it does not know would never be asked for. */
it.each(Object.keys(CI_SYSTEMS))('ci-info knows a system by the name %s', (id) => {
  const { _vendors } = jest.requireActual<{ _vendors: readonly string[] }>('ci-info');
  expect(_vendors).toContain(id);
});

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

describe('CircleCI', () => {
  const variables = {
    CIRCLE_REPOSITORY_URL: 'git@github.com:acme/shop.git',
    CIRCLE_BRANCH: 'main',
    CIRCLE_SHA1: 'c0ffee',
    CIRCLE_WORKFLOW_ID: 'w-1',
    CIRCLE_JOB: 'build',
  };

  it('reads a build of a branch', () => {
    expect(read('CIRCLE', variables)).toEqual({
      repository: 'git@github.com:acme/shop.git',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://app.circleci.com/pipelines/workflows/w-1',
      job: 'build',
      build: { kind: 'branch' },
    });
  });

  it.each([
    [{ CIRCLE_PR_NUMBER: '1', CIRCLE_PULL_REQUEST: 'https://x/1' }, true],
    [{ CIRCLE_PULL_REQUEST: 'https://x/1' }, false],
  ])('tells pull requests of forks by %j', (more, fromFork) => {
    expect(read('CIRCLE', { ...variables, ...more })).toMatchObject({
      build: { kind: 'pull-request', fromFork },
    });
  });

  it('does not take a tag for a branch', () => {
    expect(read('CIRCLE', { CIRCLE_TAG: 'v1' })).toMatchObject({ build: { kind: 'unknown' } });
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

describe('Jenkins', () => {
  it('reads a build of the primary branch', () => {
    const variables = {
      GIT_URL: 'https://github.com/acme/shop.git',
      GIT_COMMIT: 'c0ffee',
      BRANCH_NAME: 'main',
      BRANCH_IS_PRIMARY: 'true',
      BUILD_URL: 'https://ci.example/job/shop/3/',
      JOB_NAME: 'shop/main',
      NODE_NAME: 'built-in',
    };
    expect(read('JENKINS', variables)).toEqual({
      repository: 'https://github.com/acme/shop.git',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://ci.example/job/shop/3/',
      job: 'shop/main',
      runner: 'built-in',
      build: { kind: 'branch', protected: true },
    });
  });

  it.each([
    ['eve', true],
    ['', undefined],
  ])('reads a change whose fork is %j', (fork, fromFork) => {
    const variables = {
      BRANCH_NAME: 'PR-4',
      CHANGE_ID: '4',
      CHANGE_BRANCH: 'fix',
      CHANGE_TARGET: 'main',
      CHANGE_FORK: fork,
    };
    expect(read('JENKINS', variables)).toMatchObject({
      branch: 'fix',
      base: 'main',
      build: { kind: 'pull-request', fromFork },
    });
  });

  it('does not judge a job that is not of a multibranch project', () => {
    expect(read('JENKINS', { GIT_BRANCH: 'origin/main' })).toMatchObject({
      branch: 'main',
      build: { kind: 'unknown' },
    });
  });
});

describe('Buildkite', () => {
  const variables = {
    BUILDKITE_REPO: 'git@github.com:acme/shop.git',
    BUILDKITE_BRANCH: 'main',
    BUILDKITE_COMMIT: 'HEAD',
    BUILDKITE_PULL_REQUEST: 'false',
    BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main',
    BUILDKITE_BUILD_URL: 'https://buildkite.com/acme/shop/builds/1',
    BUILDKITE_LABEL: 'Build',
    BUILDKITE_AGENT_NAME: 'agent-1',
  };

  it('reads a build of a branch', () => {
    expect(read('BUILDKITE', variables)).toEqual({
      repository: 'git@github.com:acme/shop.git',
      branch: 'main',
      commit: 'HEAD',
      pipeline: 'https://buildkite.com/acme/shop/builds/1',
      job: 'Build',
      runner: 'agent-1',
      build: { kind: 'branch', defaultBranch: 'main' },
    });
  });

  it.each([
    ['https://github.com/acme/shop.git', false],
    ['git://github.com/eve/shop.git', true],
    ['', undefined],
  ])('compares the repository %j of a pull request with its own', (repository, fromFork) => {
    const pullRequest = {
      ...variables,
      BUILDKITE_BRANCH: 'fix',
      BUILDKITE_PULL_REQUEST: '5',
      BUILDKITE_PULL_REQUEST_REPO: repository,
      BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main',
    };
    expect(read('BUILDKITE', pullRequest)).toMatchObject({
      branch: 'fix',
      base: 'main',
      build: { kind: 'pull-request', fromFork },
    });
  });

  it('does not take a tag for a branch', () => {
    expect(read('BUILDKITE', { ...variables, BUILDKITE_TAG: 'v1' })).toMatchObject({
      build: { kind: 'unknown' },
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

describe('Travis CI', () => {
  it('reads a build of a branch', () => {
    const variables = {
      TRAVIS_REPO_SLUG: 'acme/shop',
      TRAVIS_BRANCH: 'main',
      TRAVIS_COMMIT: 'c0ffee',
      TRAVIS_PULL_REQUEST: 'false',
      TRAVIS_TAG: '',
      TRAVIS_BUILD_WEB_URL: 'https://app.travis-ci.com/acme/shop/builds/1',
      TRAVIS_JOB_NAME: '',
      TRAVIS_JOB_NUMBER: '1.1',
    };
    expect(read('TRAVIS', variables)).toEqual({
      repository: 'https://github.com/acme/shop',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://app.travis-ci.com/acme/shop/builds/1',
      job: '1.1',
      build: { kind: 'branch' },
    });
  });

  it.each([
    ['eve/shop', true],
    ['acme/shop', false],
  ])('reads a pull request of %j', (slug, fromFork) => {
    const variables = {
      TRAVIS_REPO_SLUG: 'acme/shop',
      TRAVIS_BRANCH: 'main',
      TRAVIS_PULL_REQUEST: '3',
      TRAVIS_PULL_REQUEST_BRANCH: 'fix',
      TRAVIS_PULL_REQUEST_SLUG: slug,
    };
    expect(read('TRAVIS', variables)).toMatchObject({
      branch: 'fix',
      base: 'main',
      build: { kind: 'pull-request', fromFork },
    });
  });
});
