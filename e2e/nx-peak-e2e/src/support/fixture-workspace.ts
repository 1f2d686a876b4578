import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAMS } from '@nx-peak/testkit';

/**
 * The workspace whose tasks the suites run. Its project.json files are written from here, not
 * kept as files: nx would take them for projects of this repository.
 */
export function writeFixtureWorkspace(root: string, dependencies: Record<string, string>): void {
  mkdirSync(root, { recursive: true });
  cpSync(join(__dirname, '../fixtures/tools'), join(root, 'tools'), { recursive: true });
  cpSync(PROGRAMS, join(root, 'tools'), { recursive: true });
  cpSync(join(__dirname, '../fixtures/plug'), join(root, 'packages/plug'), { recursive: true });
  writeFileSync(join(root, '.npmrc'), 'audit=false\nfund=false\nupdate-notifier=false\n');
  writeJson(join(root, 'package.json'), {
    name: 'fixture-workspace',
    private: true,
    workspaces: ['packages/n', 'packages/plug'],
    devDependencies: dependencies,
  });
  writeJson(join(root, 'nx.json'), nxJson);
  // Nx 22.7 loads no plugin of a workspace without one.
  writeJson(join(root, 'tsconfig.base.json'), {});
  for (const [name, targets] of Object.entries(projects)) {
    writeJson(join(root, 'packages', name, 'project.json'), { name, targets });
  }
  writeJson(join(root, 'packages/n/package.json'), npmPackage);
}

const nxJson = {
  analytics: false,
  neverConnectToCloud: true,
  plugins: [{ plugin: './tools/recorder.js' }],
};

/** `n:build` is an npm script. */
const npmPackage = {
  name: 'n',
  version: '1.0.0',
  private: true,
  scripts: { build: 'node ../../tools/alloc.js --megabytes=130 --hold-ms=500' },
};

const projects: Record<string, Record<string, unknown>> = {
  a: {
    build: command('node tools/alloc.js --megabytes=150 --hold-ms=700'),
    fail: command('node tools/alloc.js --megabytes=120 --hold-ms=500 --exit-code=1'),
    long: command('node tools/alloc.js --megabytes=100 --hold-ms=60000'),
    quick: command('node tools/alloc.js --megabytes=1 --hold-ms=50'),
    varying: command('node tools/varying.js'),
    // It has an output, else nx calls a hit `[existing outputs match the cache, left as is]`.
    cached: {
      ...command('node tools/alloc.js --megabytes=60 --hold-ms=300 | tee cached.txt'),
      cache: true,
      outputs: ['{workspaceRoot}/cached.txt'],
    },
  },
  b: {
    build: command('node tools/alloc.js --megabytes=250 --hold-ms=700'),
  },
  c: {
    build: {
      ...command('node tools/alloc.js --megabytes=200 --hold-ms=700'),
      dependsOn: [{ projects: ['a', 'b'], target: 'build' }],
    },
    'build:prod': {
      ...command('node tools/alloc.js --megabytes=110 --hold-ms=500'),
      configurations: { production: { env: { MODE: 'production' } } },
    },
  },
  noop: {
    build: { executor: 'nx:noop', dependsOn: [{ projects: ['a'], target: 'build' }] },
  },
  p: {
    parallel: commands({ parallel: true }, [
      'node tools/alloc.js --megabytes=100 --hold-ms=700',
      'node tools/alloc.js --megabytes=150 --hold-ms=700',
    ]),
  },
  s: {
    serial: commands({ parallel: false }, [
      'node tools/alloc.js --megabytes=100 --hold-ms=500',
      'node tools/alloc.js --megabytes=180 --hold-ms=500',
    ]),
  },
  f: {
    build: { executor: 'plug:alloc', options: { megabytes: 160, holdMs: 500 } },
    fail: { executor: 'plug:alloc', options: { megabytes: 120, holdMs: 500, fail: true } },
  },
  bat1: {
    build: { executor: 'plug:batchy', options: { megabytes: 64, holdMs: 500 } },
  },
  bat2: {
    build: { executor: 'plug:batchy', options: { megabytes: 256, holdMs: 500 } },
  },
  // What they hold over time, see tools/shape.js.
  shape: {
    steady: command('node tools/shape.js --shape=steady'),
    ramp: command('node tools/shape.js --shape=ramp'),
    spike: command('node tools/shape.js --shape=spike'),
    short: command('node tools/alloc.js --megabytes=1 --hold-ms=50'),
  },
  srv: {
    serve: { ...command('node tools/serve.js --megabytes=80'), continuous: true },
    e2e: { ...command('node tools/alloc.js --megabytes=120 --hold-ms=1000'), dependsOn: ['serve'] },
  },
};

function command(text: string) {
  return { executor: 'nx:run-commands', options: { command: text } };
}

function commands(options: { parallel: boolean }, texts: string[]) {
  return { executor: 'nx:run-commands', options: { commands: texts, ...options } };
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify(value, null, 2) + '\n');
}
