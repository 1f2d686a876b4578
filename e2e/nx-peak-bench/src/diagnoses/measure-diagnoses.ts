import { spawnSync } from 'node:child_process';
import { LimitedCgroup, missing, there, type Attempt } from '@nx-peak/testkit';
import type { Selection } from '../selection';
import { atEnd } from '../support/clean-up';
import { progress } from '../support/progress';
import { recordTexts } from './death-workspace';
import { deaths, type Death } from './deaths';
import { PARALLEL, performRound, type Setting } from './perform-round';
import type { Round, DiagnosisResult } from './result';
import { possibleSurroundings } from './surroundings';

const LIMIT_MB = 700;

const ROUNDS = 24;
const QUICK_ROUNDS = 1;

/** So many attempts for each round that is wanted, before it is given up. */
const MAX_ATTEMPTS = 2;

/** So many rounds of the selected deaths, by turns with the kernel log and without it. */
export async function measureDiagnoses({
  only,
  runs,
  quick,
}: Selection): Promise<Attempt<DiagnosisResult>> {
  if (process.platform !== 'linux') {
    return missing('its deaths need a memory cgroup, which only Linux has');
  }
  const cgroup = LimitedCgroup.create('bench', LIMIT_MB);
  if (cgroup.kind === 'missing') {
    return cgroup;
  }
  atEnd(() => {
    cgroup.value.dispose();
  });
  const selected = deaths.filter(({ name }) => only?.includes(name) ?? true);
  const leftOut = selected.flatMap(({ name, needs }) =>
    needs === undefined || isInstalled(needs) ? [] : [{ name, reason: `there is no ${needs}` }],
  );
  const possible = selected.filter((death) => !leftOut.some(({ name }) => name === death.name));
  const setting = { cgroup: cgroup.value, deaths: possible, texts: recordTexts() };
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

function isInstalled(program: Death['needs'] & string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}
