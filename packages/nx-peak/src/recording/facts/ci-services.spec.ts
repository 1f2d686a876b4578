import { CI_SYSTEMS } from './ci-systems';

type Variables = Readonly<Record<string, string>>;

function read(id: string, variables: Variables): unknown {
  return CI_SYSTEMS[id]?.(variables);
}

describe('CircleCI', () => {
  const variables = {
    CIRCLE_REPOSITORY_URL: 'git@github.com:acme/shop.git',
    CIRCLE_BRANCH: 'main',
    CIRCLE_SHA1: 'c0ffee',
    CIRCLE_WORKFLOW_ID: 'w-1',
    CIRCLE_JOB: 'build',
    CIRCLE_BUILD_URL: 'https://circleci.com/gh/acme/shop/42',
  };

  it('reads a build of a branch', () => {
    expect(read('CIRCLE', variables)).toEqual({
      repository: 'git@github.com:acme/shop.git',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://app.circleci.com/pipelines/workflows/w-1',
      job: 'build',
      url: 'https://circleci.com/gh/acme/shop/42',
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
      TRAVIS_JOB_WEB_URL: 'https://app.travis-ci.com/acme/shop/jobs/2',
    };
    expect(read('TRAVIS', variables)).toEqual({
      repository: 'https://github.com/acme/shop',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://app.travis-ci.com/acme/shop/builds/1',
      job: '1.1',
      url: 'https://app.travis-ci.com/acme/shop/jobs/2',
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
