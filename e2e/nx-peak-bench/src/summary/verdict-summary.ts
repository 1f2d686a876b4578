import type { Diagnosis } from 'nx-peak';
import { deaths } from '../verdicts/deaths';
import { judge, type Judgement } from '../verdicts/judge';
import type { VerdictResult } from '../verdicts/result';
import type { Truth } from '../verdicts/truth';

/** Numbers of tasks. */
export interface Judged {
  readonly runs: number;
  readonly right: number;
  /** Of the right ones, how many were told as certain. */
  readonly certain: number;
  readonly notRecognised: number;
  readonly wrong: number;
}

export interface KindSummary extends Judged {
  readonly name: string;
  readonly title: string;
  /** What happens: it died for want of memory, or for another reason, or did not. */
  readonly truth: Truth['kind'];
}

/** A verdict that was not right, and how often it was told. */
export interface Miss {
  readonly title: string;
  readonly kernelLog: boolean;
  /** In short: `out-of-memory (group, descendant), likely`. */
  readonly told: string;
  readonly judgement: Exclude<Judgement, 'right'>;
  readonly count: number;
}

export interface VerdictSummary {
  /** Bytes. */
  readonly limit: number;
  readonly parallel: number;
  readonly rounds: number;
  readonly discarded: readonly string[];
  readonly leftOut: VerdictResult['leftOut'];
  readonly kinds: readonly KindSummary[];
  /** Where nx could read the kernel log, and where it could not; null without such a round. */
  readonly withKernelLog: Judged | null;
  readonly withoutKernelLog: Judged | null;
  readonly all: Judged;
  /** Those that the kernel or V8 ended for want of memory. */
  readonly ofMemory: Judged;
  readonly misses: readonly Miss[];
}

/** One task, held against the truth. */
interface JudgedTask {
  readonly name: string;
  readonly title: string;
  readonly truth: Truth;
  readonly kernelLog: boolean;
  readonly told: Diagnosis | null;
  readonly judgement: Judgement;
}

export function summariseVerdicts(result: VerdictResult): VerdictSummary {
  const { limit, parallel, rounds, discarded, leftOut } = result;
  const tasks = judgedTasks(result);
  return {
    limit,
    parallel,
    rounds: rounds.length,
    discarded,
    leftOut,
    kinds: deaths.flatMap(({ name, title, truth }) => {
      const ofKind = judged(tasks.filter((task) => task.name === name));
      return ofKind === null ? [] : [{ name, title, truth: truth.kind, ...ofKind }];
    }),
    withKernelLog: judged(tasks.filter(({ kernelLog }) => kernelLog)),
    withoutKernelLog: judged(tasks.filter(({ kernelLog }) => !kernelLog)),
    all: judged(tasks) ?? NONE,
    ofMemory: judged(tasks.filter(({ truth }) => isOfMemory(truth))) ?? NONE,
    misses: missesOf(tasks),
  };
}

function judgedTasks({ rounds }: VerdictResult): JudgedTask[] {
  const kinds = new Map(deaths.map((death) => [death.name, death]));
  return rounds.flatMap(({ kernelLog, deaths: ended }) =>
    ended.flatMap(({ name, told }) => {
      const death = kinds.get(name);
      return death === undefined
        ? []
        : [
            {
              name,
              title: death.title,
              truth: death.truth,
              kernelLog,
              told,
              judgement: judge(death.truth, told),
            },
          ];
    }),
  );
}

const NONE: Judged = { runs: 0, right: 0, certain: 0, notRecognised: 0, wrong: 0 };

/** Null for no task at all. */
function judged(tasks: readonly JudgedTask[]): Judged | null {
  const of = (wanted: Judgement) => tasks.filter(({ judgement }) => judgement === wanted);
  const right = of('right');
  return tasks.length === 0
    ? null
    : {
        runs: tasks.length,
        right: right.length,
        certain: right.filter(({ told }) => told?.confidence === 'certain').length,
        notRecognised: of('not recognised').length,
        wrong: of('wrong').length,
      };
}

function isOfMemory({ kind }: Truth): boolean {
  return kind === 'out-of-memory' || kind === 'v8-heap-limit';
}

/** The wrong ones first. */
function missesOf(tasks: readonly JudgedTask[]): Miss[] {
  const misses = new Map<string, Miss>();
  for (const { title, kernelLog, told, judgement } of tasks) {
    if (judgement !== 'right') {
      const miss = { title, kernelLog, told: short(told), judgement };
      const key = JSON.stringify(miss);
      misses.set(key, { ...miss, count: (misses.get(key)?.count ?? 0) + 1 });
    }
  }
  const wrongFirst = (miss: Miss): number => (miss.judgement === 'wrong' ? 0 : 1);
  return [...misses.values()].sort((one, other) => wrongFirst(one) - wrongFirst(other));
}

function short(told: Diagnosis | null): string {
  if (told === null) {
    return 'nothing';
  }
  const { kind, confidence } = told;
  switch (kind) {
    case 'out-of-memory':
      return `${kind} (${told.scope}, ${told.victim}), ${confidence}`;
    case 'v8-heap-limit':
      return `${kind} (${told.of}), ${confidence}`;
    case 'killed-by-signal':
      return `${kind} ${told.signal}, ${confidence}`;
    case 'failed':
      return `${kind} ${told.code === undefined ? '' : `${told.code}, `}${confidence}`;
    case 'stopped':
    case 'unknown':
      return `${kind}, ${confidence}`;
  }
}
