import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinByShell, type ProgramStart } from './join-by-shell';

const describeOnUnix = process.platform === 'win32' ? describe.skip : describe;

/** Tells everything that a program gets when it is started, but for argv[0], which node resolves. */
const TELL = `process.stdout.write(JSON.stringify({
  argv: process.argv.slice(1), argv0: process.argv0, env: process.env, cwd: process.cwd() }))`;

let folder = '';
let procs = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'join-'));
  procs = join(folder, "it's a file");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const start = (given: Partial<ProgramStart> = {}): ProgramStart => ({
  file: process.execPath,
  args: [given.file ?? process.execPath, '-e', TELL],
  envPairs: [`PATH=${process.env['PATH'] ?? ''}`],
  ...given,
});

/** Runs `child_process` as it is told to, or as it is told by way of the shell. */
function seenBy(given: ProgramStart, byShell: boolean): unknown {
  const how = byShell ? joinByShell(procs, given) : given;
  if (how === undefined) {
    throw new Error('it is not started by a shell');
  }
  const { stdout, stderr } = spawnSync(how.file, how.args.slice(1), {
    argv0: how.args[0],
    cwd: given.cwd,
    env: Object.fromEntries(
      given.envPairs.map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1),
      ]),
    ),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describeOnUnix('a program that a shell places in a group', () => {
  it('has joined before it begins', () => {
    const script = `console.log(JSON.stringify([process.pid, require('fs').readFileSync(${JSON.stringify(procs)}, 'utf8').trim()]))`;
    const [pid, joined] = seenBy(
      start({ args: [process.execPath, '-e', script] }),
      true,
    ) as unknown[];
    expect(joined).toBe(String(pid));
  });

  it('runs all the same when the group cannot be joined', () => {
    procs = join(folder, 'not there', 'cgroup.procs');
    expect(seenBy(start(), true)).toEqual(seenBy(start(), false));
  });

  it('gets its arguments as they are', () => {
    const args = [
      process.execPath,
      '-e',
      TELL,
      '--',
      '',
      'a b',
      '$HOME',
      '"',
      "'",
      '*',
      '\n',
      'A=b',
      '-u',
    ];
    expect(seenBy(start({ args }), true)).toEqual(seenBy(start({ args }), false));
  });

  it('is called by the name that it was started by', () => {
    const byName = start({ file: 'node', args: ['node', '-e', TELL] });
    expect(seenBy(byName, true)).toEqual(seenBy(byName, false));
  });

  it.each([
    ['names that no shell knows', ['npm_config_//host/:_auth=x', 'a-b=1', 'c.d=2', 'ünïcode=3']],
    ['what shells set for themselves', ['PWD=/elsewhere', 'OLDPWD=/before', 'SHLVL=7', '_=x']],
    ['what shells keep for themselves', ['IFS=x', 'OPTIND=9', 'PPID=1', 'UID=77', 'LINENO=5']],
    ['values of any shape', ['A=', 'B==', 'C=a\nb', "D='$(echo)'", 'E=A=B']],
    ['functions of bash', ['BASH_FUNC_f%%=() { :; }']],
  ])('gets its variables as they are: %s', (_what, pairs) => {
    const given = start({ envPairs: [...start().envPairs, ...pairs] });
    expect(seenBy(given, true)).toEqual(seenBy(given, false));
  });

  it('gets no variable beyond its own', () => {
    expect(seenBy(start(), true)).toEqual(seenBy(start(), false));
  });

  it('is found in the folder and the PATH that are its own', () => {
    writeFileSync(join(folder, 'tool'), '#!/bin/sh\necho "[1]"\n', { mode: 0o755 });
    const here = { cwd: folder, file: './tool', args: ['./tool'] };
    expect(seenBy(start(here), true)).toEqual([1]);
    const onPath = { file: 'tool', args: ['tool'], envPairs: [`PATH=/nowhere:${folder}`] };
    expect(seenBy(start(onPath), true)).toEqual([1]);
    expect(readFileSync(procs, 'utf8')).not.toBe('');
  });
});

describe('a program is not started by a shell', () => {
  it.each<[string, Partial<ProgramStart>]>([
    ['when it is not there', { file: 'no-such-program', args: ['no-such-program'] }],
    ['when it is no program', { file: __filename, args: [__filename] }],
    ['when its folder is not there', { cwd: '/no/such/folder' }],
    ['when it is to have another name', { args: ['another', '-e', TELL] }],
    ['when `env` would take its name for something else', { file: 'a=b', args: ['a=b'] }],
  ])('%s', (_when, given) => {
    expect(joinByShell('/procs', start(given))).toBeUndefined();
  });
});
