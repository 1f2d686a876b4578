import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EXEC_LINK_LINE, withLink } from '../../link/link-line';
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

  it('changes several files when it is made of several', () => {
    const exec = 'dist/src/command-line/exec/exec.js';
    for (const file of [FILE, exec]) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), 'a();\n');
    }
    const patch = yarnPatch(FILE, 'a();\n') + yarnPatch(exec, 'a();\n', EXEC_LINK_LINE);
    writeFileSync(join(folder, 'link.patch'), patch);
    execFileSync('git', ['apply', '--unidiff-zero', 'link.patch'], { cwd: folder });
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(withLink('a();\n'));
    expect(readFileSync(join(folder, exec), 'utf8')).toBe(withLink('a();\n', EXEC_LINK_LINE));
  });

  it('holds for one version of nx, however it is asked for', () => {
    expect(patchResolution('^24.0.0', '24.0.6')).toEqual([
      'nx@npm:^24.0.0',
      'patch:nx@npm%3A24.0.6#optional!~/.yarn/patches/nx-peak-link.patch',
    ]);
  });
});
