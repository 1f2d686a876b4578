import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGitHubActions } from './github-actions';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'github-actions-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function eventFile(event: unknown): string {
  const file = join(folder, 'event.json');
  writeFileSync(file, typeof event === 'string' ? event : JSON.stringify(event));
  return file;
}

const PUSH = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_PROTECTED: 'true',
  GITHUB_HEAD_REF: '',
  GITHUB_BASE_REF: '',
  GITHUB_SHA: 'c0ffee',
  GITHUB_RUN_ID: '77',
  GITHUB_JOB: 'build',
  RUNNER_NAME: 'GitHub Actions 3',
};

const PULL_REQUEST = {
  ...PUSH,
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REF_NAME: '5/merge',
  GITHUB_REF_PROTECTED: 'false',
  GITHUB_HEAD_REF: 'fix',
  GITHUB_BASE_REF: 'main',
};

function pullRequestOf(repository: string | null): unknown {
  return {
    pull_request: {
      head: { repo: repository === null ? null : { full_name: repository } },
      base: { repo: { full_name: 'acme/shop' } },
    },
  };
}

describe('readGitHubActions', () => {
  it('reads a push to a protected branch', () => {
    expect(readGitHubActions(PUSH)).toEqual({
      repository: 'https://github.com/acme/shop',
      branch: 'main',
      commit: 'c0ffee',
      pipeline: 'https://github.com/acme/shop/actions/runs/77',
      job: 'build',
      runner: 'GitHub Actions 3',
      build: { kind: 'branch', protected: true },
    });
  });

  it('reads the default branch from the event when the branch is not protected', () => {
    const env = {
      ...PUSH,
      GITHUB_REF_PROTECTED: 'false',
      GITHUB_EVENT_PATH: eventFile({ repository: { default_branch: 'main' } }),
    };
    expect(readGitHubActions(env).build).toEqual({ kind: 'branch', defaultBranch: 'main' });
  });

  it.each([
    ['eve/shop', true],
    ['acme/shop', false],
    [null, true], // the fork was deleted
  ])('tells by the event that a pull request comes from %j', (repository, fromFork) => {
    const env = { ...PULL_REQUEST, GITHUB_EVENT_PATH: eventFile(pullRequestOf(repository)) };
    expect(readGitHubActions(env)).toMatchObject({
      branch: 'fix',
      base: 'main',
      build: { kind: 'pull-request', fromFork },
    });
  });

  it('never takes a pull request for its target branch', () => {
    const env = {
      ...PUSH,
      GITHUB_EVENT_NAME: 'pull_request_target',
      GITHUB_EVENT_PATH: eventFile(pullRequestOf('eve/shop')),
    };
    expect(readGitHubActions(env).build).toEqual({ kind: 'pull-request', fromFork: true });
  });

  it.each(['workflow_run', 'issue_comment', 'merge_group', ''])(
    'does not judge what %j runs for',
    (event) => {
      const env = { ...PUSH, GITHUB_EVENT_NAME: event };
      expect(readGitHubActions(env).build).toEqual({ kind: 'unknown' });
    },
  );

  it('does not take a tag for a branch', () => {
    const env = { ...PUSH, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' };
    expect(readGitHubActions(env)).toMatchObject({ branch: undefined, build: { kind: 'unknown' } });
  });

  it.each(['{"pull_request":', 'null', '{}', '{"pull_request":{"head":7}}', ' '.repeat(2 ** 21)])(
    'does without an event that it cannot read',
    (text) => {
      const env = { ...PULL_REQUEST, GITHUB_EVENT_PATH: eventFile(text) };
      expect(readGitHubActions(env).build).toEqual({ kind: 'pull-request', fromFork: undefined });
    },
  );

  it('does without an event that is not there', () => {
    const env = { ...PULL_REQUEST, GITHUB_EVENT_PATH: join(folder, 'none.json') };
    expect(readGitHubActions(env).build).toEqual({ kind: 'pull-request', fromFork: undefined });
  });
});
