import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGitState } from './git-state';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'git-state-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** What git itself prints. */
function git(...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  return execFileSync('git', ['-C', root, ...identity, ...args], { encoding: 'utf8' }).trim();
}

function repository(): string {
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '--message=first');
  return git('rev-parse', 'HEAD');
}

describe('readGitState', () => {
  it('reads the commit and branch, also from a folder below', () => {
    const commit = repository();
    mkdirSync(join(root, 'packages/a'), { recursive: true });
    expect(readGitState(join(root, 'packages/a'))).toEqual({ commit, branch: 'main' });
  });

  it('reads packed refs', () => {
    const commit = repository();
    git('pack-refs', '--all');
    expect(readGitState(root)).toEqual({ commit, branch: 'main' });
  });

  it('reads a worktree of its own branch', () => {
    const commit = repository();
    git('worktree', 'add', '--quiet', '-b', 'fix/it', join(root, 'other'));
    expect(readGitState(join(root, 'other'))).toEqual({ commit, branch: 'fix/it' });
  });

  it('knows no branch when none is checked out', () => {
    const commit = repository();
    git('checkout', '--quiet', '--detach');
    expect(readGitState(root)).toEqual({ commit });
  });

  it('knows the branch of a repository without a commit', () => {
    git('init', '--quiet', '--initial-branch=main');
    expect(readGitState(root)).toEqual({ branch: 'main' });
  });
});
