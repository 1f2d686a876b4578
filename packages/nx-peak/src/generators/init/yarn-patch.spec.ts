import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLink } from '../../link/link-line';
import { patchResolution, yarnPatch } from './yarn-patch';

const FILE = 'dist/src/tasks-runner/run-command.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-peak-patch-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the patch for Yarn', () => {
  it.each(['a();\n', 'a();\nb();\nc();\nd();\ne();\n'])('does what linking does, to %j', (text) => {
    mkdirSync(join(folder, dirname(FILE)), { recursive: true });
    writeFileSync(join(folder, FILE), text);
    writeFileSync(join(folder, 'link.patch'), yarnPatch(FILE, text));
    execFileSync('git', ['apply', '--unidiff-zero', 'link.patch'], { cwd: folder });
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(withLink(text));
  });

  it('holds for one version of nx, however it is asked for', () => {
    expect(patchResolution('^24.0.0', '24.0.6')).toEqual([
      'nx@npm:^24.0.0',
      'patch:nx@npm%3A24.0.6#optional!~/.yarn/patches/nx-peak-link.patch',
    ]);
  });
});
