import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  exampleOf,
  hasKind,
  kinds,
  outcomes,
  PROJECT,
  serverOf,
  targetOf,
  type Kind,
  type Outcome,
} from './kinds';

type Targets = Record<string, object>;

/**
 * Puts the projects of all examples into a workspace with this nx, and tasks that run nothing
 * themselves: by them `nx run` is asked for several at once.
 */
export function writeExamples(
  root: string,
  version: string,
  bundles: Readonly<Record<string, readonly string[]>>,
): void {
  const present = kinds.filter((kind) => hasKind(version, kind));
  const examples = present.flatMap((kind) => outcomes.map((outcome) => targetsOf(kind, outcome)));
  const targets: Targets = {
    ...noops(bundles),
    [GATE]: command('node tools/await-held.js'),
    ...(Object.assign({}, ...examples) as Targets),
  };
  const scripts = perOutcome((outcome) => [
    targetOf('npm', outcome),
    `cd ../.. && ${alloc(allocationOf('npm', outcome), outcome)}`,
  ]);
  const inner = perOutcome((outcome) => [
    outcome,
    command(alloc(allocationOf('nested', outcome), outcome)),
  ]);
  const folder = join(root, 'packages', PROJECT);
  writeJson(join(folder, 'project.json'), { name: PROJECT, targets });
  writeJson(join(folder, 'package.json'), {
    ...{ name: PROJECT, version: '1.0.0', private: true },
    scripts,
  });
  writeJson(join(root, 'packages/inner/project.json'), { name: 'inner', targets: inner });
}

/**
 * The task before the batch that holds its memory. It ends when all others hold theirs: while a
 * batch runs, nx starts nothing else.
 */
const GATE = 'gate';

function noops(bundles: Readonly<Record<string, readonly string[]>>): Targets {
  return Object.fromEntries(
    Object.entries(bundles).map(([name, dependsOn]) => [name, { executor: 'nx:noop', dependsOn }]),
  );
}

/** The target of a kind and an outcome, and the one it needs. */
function targetsOf(kind: Kind, outcome: Outcome): Targets {
  const name = targetOf(kind, outcome);
  const cached = { cache: outcome === 'ok' };
  const programs = exampleOf(kind, outcome).allocations.map((megabytes) =>
    alloc(megabytes, outcome),
  );
  const [one = ''] = programs;
  switch (kind) {
    case 'single':
      return { [name]: { ...command(one), ...cached } };
    case 'parallel':
      return { [name]: { ...commands(true, programs), ...cached } };
    case 'serial':
      return {
        [name]: {
          ...commands(false, ['node tools/alloc.js --megabytes=20 --hold-ms=150', one]),
          ...cached,
        },
      };
    case 'forked':
      return { [name]: { ...executor('plug:alloc', kind, outcome), ...cached } };
    case 'npm':
      // What runs it is in package.json.
      return { [name]: cached };
    case 'batch':
      return {
        [name]: {
          ...executor('plug:always-batchy', kind, outcome),
          ...cached,
          dependsOn: outcome === 'hold' ? [GATE] : [],
        },
      };
    case 'continuous':
      return {
        [name]: { ...command(clientOf[outcome]), dependsOn: [serverOf(outcome)] },
        [serverOf(outcome)]: {
          ...command(outcome === 'fail' ? one : server(kind, outcome)),
          continuous: true,
        },
      };
    case 'nested':
      return { [name]: { ...command(nested(outcome)), ...cached } };
  }
}

/** What needs the server; that of `fail` stops before. */
const clientOf: Record<Outcome, string> = {
  ok: 'node tools/alloc.js --megabytes=5 --hold-ms=500',
  fail: 'node tools/alloc.js --megabytes=6 --hold-ms=2200',
  hold: 'node tools/alloc.js --megabytes=7 --hold-ms=60000',
};

const holdMs: Record<Outcome, number> = { ok: 1200, fail: 1200, hold: 60_000 };

function alloc(megabytes: number, outcome: Outcome): string {
  const exitCode = outcome === 'fail' ? ' --exit-code=1' : '';
  return `node tools/alloc.js --megabytes=${megabytes} --hold-ms=${holdMs[outcome]}${exitCode}`;
}

/** Its plugins are loaded into the nx inside itself: it takes half the time. */
function nested(outcome: Outcome): string {
  return `NX_ISOLATE_PLUGINS=false nx run inner:${outcome}`;
}

function server(kind: Kind, outcome: Outcome): string {
  return `node tools/serve.js --megabytes=${allocationOf(kind, outcome)}`;
}

function allocationOf(kind: Kind, outcome: Outcome): number {
  return exampleOf(kind, outcome).allocations[0] ?? 0;
}

function executor(name: string, kind: Kind, outcome: Outcome): object {
  const options = { megabytes: allocationOf(kind, outcome), holdMs: holdMs[outcome] };
  return { executor: name, options: { ...options, fail: outcome === 'fail' } };
}

function command(text: string): object {
  return { executor: 'nx:run-commands', options: { command: text } };
}

function commands(parallel: boolean, texts: readonly string[]): object {
  return { executor: 'nx:run-commands', options: { commands: texts, parallel } };
}

/** A record with an entry for each outcome. */
function perOutcome<Value>(entryOf: (outcome: Outcome) => [string, Value]): Record<string, Value> {
  return Object.fromEntries(outcomes.map(entryOf));
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify(value, null, 2) + '\n');
}
