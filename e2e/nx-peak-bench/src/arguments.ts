import { parseArgs } from 'node:util';
import { PARTS, type Part, type Selection } from './selection';

export const USAGE = `npm run bench -- [accuracy|cost|diagnoses|all] [options]

  --only <names>   these workloads, costs and deaths alone, with commas between them
  --runs <n>       so many runs of each workload, pairs, rounds, ...
  --quick          few and short runs, to see that everything works
  --document       write into docs/ also what is not a full run
`;

/** The names that --only may hold. */
export type KnownNames = Readonly<Record<Part, readonly string[]>>;

/** @throws Error that says what is wrong with the arguments */
export function parseArguments(argv: readonly string[], known: KnownNames): Selection {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      document: { type: 'boolean', default: false },
    },
  });
  const only = namesOf(values.only, Object.values(known).flat());
  return {
    parts: partsOf(positionals).filter(
      (part) => only === undefined || known[part].some((name) => only.includes(name)),
    ),
    only,
    runs: countOf(values.runs),
    quick: values.quick,
    document: values.document,
  };
}

function partsOf(positionals: readonly string[]): readonly Part[] {
  if (positionals.length === 0 || positionals.includes('all')) {
    return PARTS;
  }
  return positionals.map((name) => {
    const part = PARTS.find((known) => known === name);
    if (part === undefined) {
      throw new Error(`No such part: ${name}. There are ${PARTS.join(', ')} and all.`);
    }
    return part;
  });
}

function namesOf(text: string | undefined, known: readonly string[]): string[] | undefined {
  const names = text?.split(',').filter((name) => name !== '');
  const wrong = names?.find((name) => !known.includes(name));
  if (wrong !== undefined) {
    throw new Error(`--only: no such name: ${wrong}. There are ${known.join(', ')}.`);
  }
  return names;
}

function countOf(text: string | undefined): number | undefined {
  const count = text === undefined ? undefined : Number(text);
  if (count !== undefined && !(Number.isSafeInteger(count) && count > 0)) {
    throw new Error(`--runs is a number of runs, got ${String(text)}`);
  }
  return count;
}
