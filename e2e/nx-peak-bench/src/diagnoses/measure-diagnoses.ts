import { spawnSync } from 'node:child_process';
import { LimitedCgroup, missing, there, type Attempt } from '@nx-peak/testkit';
import type { Selection } from '../selection';
import { atEnd } from '../support/clean-up';
import { progress } from '../support/progress';
import { recordTexts } from './ending-workspace';
import { endings, type Ending } from './endings';
import { PARALLEL, performRound, type Setting } from './perform-round';
import type { Round, DiagnosisResult } from './result';
import { possibleSurroundings } from './surroundings';

const LIMIT_MB = 700;

const ROUNDS = 24;
const QUICK_ROUNDS = 1;

/** How many attempts there are for each round that is wanted, before it is given up. */
const MAX_ATTEMPTS = 2;

/** Measures rounds of the selected endings, by turns with the kernel log and without it. */
export async function measureDiagnoses({
  only,
  runs,
  quick,
}: Selection): Promise<Attempt<DiagnosisResult>> {
  if (process.platform !== 'linux') {
    return missing('its tasks need a memory cgroup, which only Linux has');
  }
  const cgroup = LimitedCgroup.create('bench', LIMIT_MB);
  if (cgroup.kind === 'missing') {
    return cgroup;
  }
  atEnd(() => {
    cgroup.value.dispose();
  });
  const selected = endings.filter(({ name }) => only?.includes(name) ?? true);
  const leftOut = selected.flatMap(({ name, needs }) =>
    needs === undefined || isInstalled(needs) ? [] : [{ name, reason: `there is no ${needs}` }],
  );
  const possible = selected.filter((ending) => !leftOut.some(({ name }) => name === ending.name));
  const setting = { cgroup: cgroup.value, endings: possible, texts: recordTexts() };
  const { rounds, discarded } = await performRounds(
    setting,
    runs ?? (quick ? QUICK_ROUNDS : ROUNDS),
  );
  return rounds.length > 0
    ? there({ limit: LIMIT_MB * 1024 * 1024, parallel: PARALLEL, rounds, discarded, leftOut })
    : missing(`no round went as it was meant to: ${discarded.join('; ')}`);
}

async function performRounds(
  setting: Setting,
  wanted: number,
): Promise<Pick<DiagnosisResult, 'rounds' | 'discarded'>> {
  const surroundings = possibleSurroundings();
  const rounds: Round[] = [];
  const discarded: string[] = [];
  while (rounds.length < wanted && rounds.length + discarded.length < wanted * MAX_ATTEMPTS) {
    progress(`diagnoses: round ${rounds.length + 1}/${wanted}`);
    const here = surroundings[rounds.length % surroundings.length];
    if (here === undefined) {
      throw new Error('nx cannot be started here');
    }
    try {
      const name = `round-${rounds.length + discarded.length}`;
      rounds.push(await performRound(setting, here, name));
    } catch (error) {
      discarded.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { rounds, discarded };
}

function isInstalled(program: Ending['needs'] & string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}
