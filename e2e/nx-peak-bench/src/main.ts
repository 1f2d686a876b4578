import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapAttempt, type Attempt } from '@nx-peak/testkit';
import { measureAccuracy } from './accuracy/measure-accuracy';
import { parseArguments, USAGE } from './arguments';
import { measureCost } from './cost/measure-cost';
import { COSTS } from './cost/names';
import { machineFacts } from './machine/machine-facts';
import { documentBenchmark, documentedBenchmark, writeFormatted } from './report/document';
import { reportText } from './report/report';
import type { Part, Selection } from './selection';
import { cleanUpAtEnd } from './support/clean-up';
import { PROJECT } from './support/folders';
import { progressDone } from './support/progress';
import { summariseAccuracy } from './summary/accuracy-summary';
import type { Benchmark, Section } from './summary/benchmark';
import { summariseCost } from './summary/cost-summary';
import { summariseDiagnoses } from './summary/diagnosis-summary';
import { compileNativeTools } from './truth/native-tools';
import { endings } from './diagnoses/endings';
import { measureDiagnoses } from './diagnoses/measure-diagnoses';
import { workloads } from './workloads/all';

/** Where every run leaves its results, the single runs too; not kept in git. */
const RESULTS = join(PROJECT, 'results');

async function main(): Promise<void> {
  cleanUpAtEnd();
  mkdirSync(RESULTS, { recursive: true });
  const selection = parseArguments(process.argv.slice(2), KNOWN);
  const benchmark = await measure(selection);
  progressDone();
  console.log(reportText(benchmark));
  await writeFormatted(join(RESULTS, 'benchmark.json'), JSON.stringify(benchmark));
  await writeFormatted(join(RESULTS, 'benchmark.md'), reportText(benchmark));
  if (selection.document || !isPartial(selection)) {
    // The other parts stay as they were when they were last run.
    console.log(
      `\nWritten into ${await documentBenchmark({ ...documentedBenchmark(), ...benchmark })}`,
    );
  } else {
    console.log(`\nWritten into ${RESULTS}. A full run is written into the documentation.`);
  }
}

const KNOWN = {
  accuracy: workloads.map(({ name }) => name),
  cost: COSTS,
  diagnoses: endings.map(({ name }) => name),
};

async function measure(selection: Selection): Promise<Benchmark> {
  const tools = compileNativeTools();
  const wanted = (part: Part): boolean => selection.parts.includes(part);
  return {
    ...(wanted('accuracy')
      ? {
          accuracy: section(selection, await measureAccuracy(tools, selection), {
            part: 'accuracy',
            summarise: summariseAccuracy,
          }),
        }
      : {}),
    ...(wanted('cost')
      ? {
          cost: section(selection, await measureCost(tools, selection), {
            part: 'cost',
            summarise: summariseCost,
          }),
        }
      : {}),
    ...(wanted('diagnoses')
      ? {
          diagnoses: section(selection, await measureDiagnoses(selection), {
            part: 'diagnoses',
            summarise: summariseDiagnoses,
          }),
        }
      : {}),
  };
}

function section<R, S>(
  selection: Selection,
  result: Attempt<R>,
  { part, summarise }: { readonly part: Part; readonly summarise: (result: R) => S },
): Section<S> {
  writeFileSync(join(RESULTS, `${part}-runs.json`), JSON.stringify(result));
  return {
    day: new Date().toISOString().slice(0, 10),
    partial: isPartial(selection),
    machine: machineFacts(),
    summary: mapAttempt(result, summarise),
  };
}

function isPartial({ only, runs, quick }: Selection): boolean {
  return quick || only !== undefined || runs !== undefined;
}

main().then(
  () => {
    process.exit();
  },
  (error: unknown) => {
    progressDone();
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    console.error(`\n${USAGE}`);
    process.exit(1);
  },
);
