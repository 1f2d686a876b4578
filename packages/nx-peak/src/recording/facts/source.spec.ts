import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CiBuild } from './ci-facts';
import { readSource, sourceOf, trustedOf, type CiSystem } from './source';

const COMMIT = 'c0ffee'.padEnd(40, '0');
const OTHER = 'decaf'.padEnd(40, '0');

const NO_CI: CiSystem = { id: null, name: null, isCI: false };
const GITLAB: CiSystem = { id: 'GITLAB', name: 'GitLab CI', isCI: true };

describe('sourceOf', () => {
  it('knows nothing where neither git nor CI says anything', () => {
    expect(sourceOf({}, NO_CI, {})).toBeUndefined();
  });

  it('takes what git says outside CI, whatever variables are left there', () => {
    const git = { commit: COMMIT, branch: 'fix', repository: 'github.com/acme/shop' };
    expect(sourceOf(git, NO_CI, { CI_COMMIT_BRANCH: 'other', CI_JOB_NAME: 'x' })).toEqual(git);
  });

  it('names the branch and the job that CI names, and the commit checked out', () => {
    const env = {
      CI_PROJECT_URL: 'https://gitlab.example/acme/shop',
      CI_COMMIT_BRANCH: 'fix',
      CI_COMMIT_SHA: OTHER,
      CI_PIPELINE_URL: 'https://bot:s3cret@gitlab.example/acme/shop/-/pipelines/7',
      CI_JOB_NAME: 'build',
      CI_JOB_URL: 'https://bot:s3cret@gitlab.example/acme/shop/-/jobs/42',
      CI_RUNNER_DESCRIPTION: 'docker-1',
    };
    expect(sourceOf({ commit: COMMIT, defaultBranch: 'main' }, GITLAB, env)).toEqual({
      repository: 'gitlab.example/acme/shop',
      branch: 'fix',
      commit: COMMIT,
      base: 'main',
      ci: {
        provider: 'gitlab',
        pipeline: 'https://gitlab.example/acme/shop/-/pipelines/7',
        job: 'build',
        url: 'https://gitlab.example/acme/shop/-/jobs/42',
        runner: 'docker-1',
      },
    });
  });

  it.each([
    ['not-an-address', 'https://gitlab.example/-/pipelines/7'],
    ['file:///etc/passwd', 'https://gitlab.example/-/pipelines/7'],
    ['', 'https://gitlab.example/-/pipelines/7'],
    ['http://gitlab.example/-/jobs/1', 'http://gitlab.example/-/jobs/1'],
  ])('opens the page of the job, or that of the pipeline: %j', (job, url) => {
    const env = { CI_JOB_URL: job, CI_PIPELINE_URL: 'https://gitlab.example/-/pipelines/7' };
    expect(sourceOf({}, GITLAB, env)?.ci?.url).toBe(url);
  });

  it('takes the commit of CI where there is no git', () => {
    expect(sourceOf({}, GITLAB, { CI_COMMIT_SHA: COMMIT })?.commit).toBe(COMMIT);
  });

  it('does not take a name for a commit', () => {
    const buildkite: CiSystem = { id: 'BUILDKITE', name: 'Buildkite', isCI: true };
    expect(sourceOf({}, buildkite, { BUILDKITE_COMMIT: 'HEAD' })).not.toHaveProperty('commit');
  });

  it.each([
    [{ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'next', NX_BASE: OTHER }, 'next'],
    [{ NX_BASE: OTHER }, OTHER],
    [{}, 'main'],
  ])(
    'compares with the target, else with NX_BASE, else with the default branch: %j',
    (env, base) => {
      const git = { branch: 'fix', defaultBranch: 'main' };
      expect(sourceOf(git, GITLAB, env)?.base).toBe(base);
    },
  );

  it('does not compare the default branch with itself', () => {
    const git = { branch: 'main', defaultBranch: 'main' };
    expect(sourceOf(git, NO_CI, {})).not.toHaveProperty('base');
  });

  it('names a CI that it cannot read, and one that nobody knows', () => {
    const drone: CiSystem = { id: 'DRONE', name: 'Drone', isCI: true };
    const unknown: CiSystem = { id: null, name: null, isCI: true };
    expect(sourceOf({}, drone, {})).toEqual({ ci: { provider: 'drone' } });
    expect(sourceOf({}, unknown, {})).toEqual({ ci: { provider: 'unknown' } });
  });
});

describe('trustedOf', () => {
  const GIT = { commit: COMMIT, branch: 'main' };

  it.each<[string, CiBuild, boolean | undefined]>([
    ['a protected branch', { kind: 'branch', protected: true }, true],
    ['the default branch', { kind: 'branch', defaultBranch: 'main' }, true],
    ['another branch', { kind: 'branch', defaultBranch: 'next' }, undefined],
    ['a branch of which nothing is known', { kind: 'branch' }, undefined],
    ['a pull request of a fork', { kind: 'pull-request', fromFork: true }, false],
    ['a pull request of its own', { kind: 'pull-request', fromFork: false }, undefined],
    ['a pull request from anywhere', { kind: 'pull-request', fromFork: undefined }, undefined],
    ['anything else', { kind: 'unknown' }, undefined],
  ])('trusts, distrusts or does not know: %s', (_, build, trusted) => {
    expect(trustedOf({ build, branch: 'main', commit: COMMIT }, GIT)).toBe(trusted);
  });

  it('takes the default branch of the remote where CI names none', () => {
    const facts = { build: { kind: 'branch' }, branch: 'main' } as const;
    expect(trustedOf(facts, { ...GIT, defaultBranch: 'main' })).toBe(true);
  });

  it('vouches for no other commit than the one that CI names', () => {
    const facts = { build: { kind: 'branch', protected: true }, branch: 'main' } as const;
    expect(trustedOf({ ...facts, commit: OTHER }, GIT)).toBeUndefined();
  });
});

describe('readSource', () => {
  it('reads the repository of a folder and asks ci-info where it is', () => {
    const root = mkdtempSync(join(tmpdir(), 'source-'));
    try {
      execFileSync('git', ['-C', root, 'init', '--quiet', '--initial-branch=trunk']);
      execFileSync('git', ['-C', root, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git']);
      const { isCI, id } = jest.requireActual<CiSystem>('ci-info');
      expect(readSource(root, {})).toEqual({
        repository: 'github.com/acme/shop',
        branch: 'trunk',
        ...(isCI && { ci: { provider: id?.toLowerCase().replaceAll('_', '-') ?? 'unknown' } }),
      });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
