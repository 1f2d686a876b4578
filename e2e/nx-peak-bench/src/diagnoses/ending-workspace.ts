import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS as TESTKIT_PROGRAMS } from '@nx-peak/testkit';
import type { Diagnosis } from 'nx-peak';
import { PROGRAMS } from '../support/folders';
import { createNxWorkspace, writeJson } from '../support/nx-workspace';
import { ownedEnvironment } from '../support/owned-environment';
import { shuffled } from '../support/shuffled';
import { dies, QUOTED, type Ending } from './endings';

export interface EndingWorkspace {
  readonly root: string;
  /** How the task of each of its projects ends. */
  readonly endingOf: ReadonlyMap<string, Ending>;
}

/** What dying tasks print, as this very node prints it, for tasks that quote it. */
export type Texts = Readonly<Record<keyof typeof QUOTED, string>>;

/** Lets V8 give up for real, once. */
export function recordTexts(): Texts {
  return { heap: wordsOf('heap'), worker: wordsOf('worker'), killed: 'Killed\n' };
}

/** A workspace of its own for a round: no history of earlier ones tells Nx which task is long. */
export function createEndingWorkspace(
  name: string,
  endings: readonly Ending[],
  texts: Texts,
): EndingWorkspace {
  const endingOf = new Map(
    shuffled(endings).map((ending, i) => [`p${String(i).padStart(2, '0')}`, ending]),
  );
  const root = createNxWorkspace(name, {
    programs: [
      join(TESTKIT_PROGRAMS, 'options.cjs'),
      join(TESTKIT_PROGRAMS, 'dies.cjs'),
      join(PROGRAMS, 'diagnosis-recorder.cjs'),
    ],
    commands: new Map([...endingOf].map(([project, { command }]) => [project, command])),
    plugins: ['./diagnosis-recorder.cjs'],
  });
  const scripts = { grow: dies('grow') };
  writeJson(join(root, 'package.json'), { name: 'workspace', private: true, scripts });
  writeFileSync(join(root, 'Makefile'), `grow:\n\t${dies('grow')}\n`);
  for (const [text, file] of Object.entries(QUOTED)) {
    writeFileSync(join(root, file), texts[text as keyof Texts]);
  }
  return { root, endingOf };
}

/** What nx tells plugins about a task. */
export interface RecordedTask {
  readonly project: string;
  readonly status: string;
  readonly diagnosis: Diagnosis | null;
}

/** @throws when nx did not come as far as to tell anything */
export function recordedTasks(root: string): RecordedTask[] {
  return JSON.parse(readFileSync(join(root, 'diagnoses.json'), 'utf8')) as RecordedTask[];
}

function wordsOf(how: 'heap' | 'worker'): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=40', join(TESTKIT_PROGRAMS, 'dies.cjs'), `--how=${how}`],
    { encoding: 'utf8', env: ownedEnvironment() },
  );
  const words = stdout + stderr;
  if (!words.includes('heap out of memory')) {
    throw new Error(`V8 did not say that its heap was full:\n${words}`);
  }
  // Whoever prints the words of another process goes on after them.
  return `${words}\n1 test failed\n`;
}
