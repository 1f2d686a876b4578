import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, posix } from 'node:path';

/** How a program is to be started, in the words of `ChildProcess.prototype.spawn`. */
export interface ProgramStart {
  readonly file: string;
  /** With argv[0]. */
  readonly args: readonly string[];
  /** `NAME=value` */
  readonly envPairs: readonly string[];
  readonly cwd?: string | undefined;
}

const SHELL = '/bin/sh';
const ENV = '/usr/bin/env';

/**
 * Joins first, so that all which the program ever takes counts; exec keeps the pid, the open files
 * and the signals. When the cgroup cannot be joined, the program runs all the same.
 */
const SCRIPT = '{ echo $$ > "$0"; } 2>/dev/null; exec "$@"';

/** Variables that a shell sets for what it starts. */
const SET_BY_SHELLS = ['PWD', 'OLDPWD', 'SHLVL', '_'];

/** Variables of the shell's own: what it starts may get its value in the place of what was given. */
const SHELLS_OWN = ['IFS', 'OPTIND', 'PPID', 'LINENO', 'RANDOM', 'SECONDS', 'UID', 'EUID'];

/**
 * How to start the program by a shell that joins a cgroup and then becomes the program. It
 * gets the very arguments and variables that it would have got: `env` gives back what shells change
 * or drop (names such as `npm_config_//host/:_auth`).
 *
 * @param procsFile the `cgroup.procs` of the cgroup
 * @returns undefined when that cannot be done so that nobody notices: the program is not there (so
 *   the error must be that of the spawn), or it is to have another name than its file
 */
export function joinByShell(
  procsFile: string,
  start: ProgramStart,
): { file: string; args: string[] } | undefined {
  const { file, args, envPairs } = start;
  if (args[0] !== file || file.startsWith('-') || file.includes('=') || !canBeStarted(start)) {
    return undefined;
  }
  const unset = SET_BY_SHELLS.filter((name) => !envPairs.some((pair) => nameOf(pair) === name));
  const kept = envPairs.filter((pair) => isLost(nameOf(pair)));
  return {
    file: SHELL,
    args: [
      SHELL,
      '-c',
      SCRIPT,
      procsFile,
      ENV,
      ...unset.flatMap((name) => ['-u', name]),
      ...kept,
      ...args,
    ],
  };
}

function nameOf(pair: string): string {
  return pair.slice(0, Math.max(0, pair.indexOf('=')));
}

function isLost(name: string): boolean {
  return (
    name !== '' &&
    (SET_BY_SHELLS.includes(name) ||
      SHELLS_OWN.includes(name) ||
      !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
  );
}

/** Finds the program as execvp(3) will, in the PATH of its own environment. */
function canBeStarted({ file, envPairs, cwd = '.' }: ProgramStart): boolean {
  const PATH = 'PATH=';
  const path = envPairs.find((pair) => pair.startsWith(PATH))?.slice(PATH.length);
  const folders = file.includes('/') ? [''] : (path?.split(delimiter) ?? []);
  return (
    isFolder(cwd) &&
    isProgram(SHELL) &&
    isProgram(ENV) &&
    folders.some((folder) => isProgram(posix.resolve(cwd, folder, file)))
  );
}

function isFolder(path: string): boolean {
  return isThere(path) && statSync(path).isDirectory();
}

function isProgram(path: string): boolean {
  return isThere(path) && statSync(path).isFile();
}

/** May be entered or executed. */
function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
