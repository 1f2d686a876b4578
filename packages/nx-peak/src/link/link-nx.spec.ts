import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EXEC_LINK_LINE, LINK_LINE } from './link-line';
import { changeLink, formatOutcome } from './link-nx';

const RUN_COMMAND = 'src/tasks-runner/run-command.js';
const EXEC = 'src/command-line/exec/exec.js';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'nx-peak-link-nx-'));
  write('nx.json', '{}');
  write('node_modules/nx/package.json', '{ "version": "24.0.6", "bin": {} }');
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), text);
}

function read(file: string): string {
  return readFileSync(join(workspace, 'node_modules/nx', file), 'utf8');
}

describe.each(['', 'dist/'])('the nx of a workspace, with its files in %j', (dist) => {
  const runCommand = dist + RUN_COMMAND;
  const exec = dist + EXEC;

  beforeEach(() => {
    write(`node_modules/nx/${runCommand}`, 'run();\n');
  });

  it('is linked in both files, and unlinked in both', () => {
    write(`node_modules/nx/${exec}`, 'exec();\n');
    expect(changeLink('link', workspace).kind).toBe('changed');
    expect(read(runCommand)).toBe(`run();\n${LINK_LINE}\n`);
    expect(read(exec)).toBe(`exec();\n${EXEC_LINK_LINE}\n`);
    expect(changeLink('link', workspace).kind).toBe('unchanged');
    expect(changeLink('unlink', workspace).kind).toBe('changed');
    expect([read(runCommand), read(exec)]).toEqual(['run();\n', 'exec();\n']);
    expect(changeLink('unlink', workspace).kind).toBe('unchanged');
  });

  it('is changed when one of its files was not linked yet', () => {
    changeLink('link', workspace);
    write(`node_modules/nx/${exec}`, 'exec();\n');
    expect(changeLink('link', workspace).kind).toBe('changed');
    expect(read(exec)).toBe(`exec();\n${EXEC_LINK_LINE}\n`);
  });

  it.each([runCommand, exec])('is left as it is when %s is cut short', (file) => {
    write(`node_modules/nx/${exec}`, 'exec();\n');
    write(`node_modules/nx/${file}`, 'function a() {');
    const before = [read(runCommand), read(exec)];
    const outcome = changeLink('link', workspace);
    expect(outcome).toMatchObject({ kind: 'failed', action: 'link' });
    expect(formatOutcome(outcome)).toMatch(
      /^not linked: \S+\.js is damaged \(.*\); install nx again/,
    );
    expect([read(runCommand), read(exec)]).toEqual(before);
  });

  it('is linked without an exec.js, too', () => {
    expect(changeLink('link', workspace).kind).toBe('changed');
    expect(read(runCommand)).toBe(`run();\n${LINK_LINE}\n`);
    expect(existsSync(join(workspace, 'node_modules/nx', exec))).toBe(false);
  });
});
