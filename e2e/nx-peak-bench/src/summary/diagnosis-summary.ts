import type { Diagnosis } from 'nx-peak';
import { endings } from '../diagnoses/endings';
import { gradeOf, type Grade } from '../diagnoses/grade';
import type { DiagnosisResult } from '../diagnoses/result';
import type { Truth } from '../diagnoses/truth';

/** Numbers of tasks. */
export interface Grades {
  readonly runs: number;
  readonly right: number;
  /** How many of the right ones were certain. */
  readonly certain: number;
  readonly notRecognised: number;
  readonly wrong: number;
}

export interface KindSummary extends Grades {
  readonly name: string;
  readonly title: string;
  /** What happens: it died out of memory, or for another reason, or did not. */
  readonly truth: Truth['kind'];
}

/** A diagnosis that was not right, and how often it was given. */
export interface Miss {
  readonly title: string;
  readonly kernelLog: boolean;
  /** In short: `out-of-memory (group, descendant), likely`. */
  readonly diagnosis: string;
  readonly grade: Exclude<Grade, 'right'>;
  readonly count: number;
}

export interface DiagnosisSummary {
  /** Bytes. */
  readonly limit: number;
  readonly parallel: number;
  readonly rounds: number;
  readonly discarded: readonly string[];
  readonly leftOut: DiagnosisResult['leftOut'];
  readonly kinds: readonly KindSummary[];
  /** Where nx could read the kernel log, and where it could not; null without such a round. */
  readonly withKernelLog: Grades | null;
  readonly withoutKernelLog: Grades | null;
  readonly all: Grades;
  /** Those that the kernel or V8 ended out of memory. */
  readonly ofMemory: Grades;
  readonly misses: readonly Miss[];
}

/** One task, held against the truth. */
interface GradedTask {
  readonly name: string;
  readonly title: string;
  readonly truth: Truth;
  readonly kernelLog: boolean;
  readonly diagnosis: Diagnosis | null;
  readonly grade: Grade;
}

export function summariseDiagnoses(result: DiagnosisResult): DiagnosisSummary {
  const { limit, parallel, rounds, discarded, leftOut } = result;
  const tasks = gradedTasks(result);
  return {
    limit,
    parallel,
    rounds: rounds.length,
    discarded,
    leftOut,
    kinds: endings.flatMap(({ name, title, truth }) => {
      const ofKind = graded(tasks.filter((task) => task.name === name));
      return ofKind === null ? [] : [{ name, title, truth: truth.kind, ...ofKind }];
    }),
    withKernelLog: graded(tasks.filter(({ kernelLog }) => kernelLog)),
    withoutKernelLog: graded(tasks.filter(({ kernelLog }) => !kernelLog)),
    all: graded(tasks) ?? NONE,
    ofMemory: graded(tasks.filter(({ truth }) => isOfMemory(truth))) ?? NONE,
    misses: missesOf(tasks),
  };
}

function gradedTasks({ rounds }: DiagnosisResult): GradedTask[] {
  const kinds = new Map(endings.map((ending) => [ending.name, ending]));
  return rounds.flatMap(({ kernelLog, tasks: ended }) =>
    ended.flatMap(({ name, diagnosis }) => {
      const ending = kinds.get(name);
      return ending === undefined
        ? []
        : [
            {
              name,
              title: ending.title,
              truth: ending.truth,
              kernelLog,
              diagnosis,
              grade: gradeOf(ending.truth, diagnosis),
            },
          ];
    }),
  );
}

const NONE: Grades = { runs: 0, right: 0, certain: 0, notRecognised: 0, wrong: 0 };

/** Null for no task at all. */
function graded(tasks: readonly GradedTask[]): Grades | null {
  const of = (wanted: Grade) => tasks.filter(({ grade }) => grade === wanted);
  const right = of('right');
  return tasks.length === 0
    ? null
    : {
        runs: tasks.length,
        right: right.length,
        certain: right.filter(({ diagnosis }) => diagnosis?.confidence === 'certain').length,
        notRecognised: of('not recognised').length,
        wrong: of('wrong').length,
      };
}

function isOfMemory({ kind }: Truth): boolean {
  return kind === 'out-of-memory' || kind === 'v8-heap-limit';
}

/** The wrong ones first. */
function missesOf(tasks: readonly GradedTask[]): Miss[] {
  const misses = new Map<string, Miss>();
  for (const { title, kernelLog, diagnosis, grade } of tasks) {
    if (grade !== 'right') {
      const miss = { title, kernelLog, diagnosis: short(diagnosis), grade };
      const key = JSON.stringify(miss);
      misses.set(key, { ...miss, count: (misses.get(key)?.count ?? 0) + 1 });
    }
  }
  const wrongFirst = (miss: Miss): number => (miss.grade === 'wrong' ? 0 : 1);
  return [...misses.values()].sort((one, other) => wrongFirst(one) - wrongFirst(other));
}

function short(diagnosis: Diagnosis | null): string {
  if (diagnosis === null) {
    return 'nothing';
  }
  const { kind, confidence } = diagnosis;
  switch (kind) {
    case 'out-of-memory':
      return `${kind} (${diagnosis.scope}, ${diagnosis.victim}), ${confidence}`;
    case 'v8-heap-limit':
      return `${kind} (${diagnosis.of}), ${confidence}`;
    case 'killed-by-signal':
      return `${kind} ${diagnosis.signal}, ${confidence}`;
    case 'failed':
      return `${kind} ${diagnosis.code === undefined ? '' : `${diagnosis.code}, `}${confidence}`;
    case 'stopped':
    case 'unknown':
      return `${kind}, ${confidence}`;
  }
}
