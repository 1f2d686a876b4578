import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import noVersionsOfNx from './.ci/lint/no-versions-of-nx.mjs';
import retiredWords from './.ci/lint/retired-words.mjs';

/**
 * Which package may import which. The arrows of docs/internals/architecture.md point down only:
 * nx-peak -> run-record -> types of memory-tracker, nx-peak -> memory-tracker, and the end-to-end
 * tests see packages from outside alone.
 */
const importDirection = [
  {
    target: './packages/host',
    from: [
      './packages/memory-tracker',
      './packages/diagnosis',
      './packages/run-record',
      './packages/nx-peak',
      './e2e',
    ],
    message: 'host tells what the operating system tells: it knows neither tasks nor Nx.',
  },
  {
    target: './packages/memory-tracker',
    from: ['./packages/diagnosis', './packages/run-record', './packages/nx-peak', './e2e'],
    message: 'memory-tracker knows nothing of Nx: pids in, peaks out.',
  },
  {
    target: './packages/diagnosis',
    from: ['./packages/memory-tracker', './packages/run-record', './packages/nx-peak', './e2e'],
    message: 'diagnosis knows nothing of Nx: evidence in, a diagnosis out.',
  },
  {
    target: './packages/run-record',
    from: ['./packages/memory-tracker', './packages/diagnosis', './packages/nx-peak', './e2e'],
    message: 'run-record knows nothing of Nx internals: facts in, a record and reports out.',
  },
  {
    target: './packages/nx-peak',
    from: './e2e',
    message: 'Published code must not depend on its own end-to-end tests.',
  },
  {
    target: './e2e/nx-peak-e2e',
    from: ['./packages/*/src', './packages/*/dist'],
    message: 'End-to-end tests use the packed packages, as a user does.',
  },
  {
    target: './e2e/nx-peak-bench',
    from: './packages/*/src',
    message: 'The benchmark measures the built packages by what they export.',
  },
  {
    target: './e2e/nx-peak-bench',
    from: './e2e/nx-peak-e2e',
    message: 'The benchmark and the end-to-end tests know nothing of each other.',
  },
  {
    target: './e2e/nx-peak-e2e',
    from: './e2e/nx-peak-bench',
    message: 'The benchmark and the end-to-end tests know nothing of each other.',
  },
  {
    target: './e2e/testkit',
    from: ['./packages', './e2e/nx-peak-e2e', './e2e/nx-peak-bench'],
    message: 'The testkit knows neither what is tested nor who tests it.',
  },
];

/** Of each folder of nx-peak, those that are above it: it must not know them. */
function insideNxPeak(folders) {
  const at = (folder) => `./packages/nx-peak/src/${folder}`;
  return Object.entries(folders).map(([folder, { below }]) => ({
    // Specs may wrap what they test.
    target: `${at(folder)}/**/!(*.spec).ts`,
    from: below.map((one) => `${at(one)}/**`),
    message: `Imports point down only: see docs/internals/architecture.md on ${folder}/.`,
  }));
}

/** Folders inside a package: the pure cores must not know the edges around them. */
const importDirectionInside = [
  {
    target: './packages/host/src/procfs',
    from: ['./packages/host/src/cgroups', './packages/host/src/kernel-log'],
    message: 'The sampling thread loads procfs/, and none of the rest of host.',
  },
  {
    target: './packages/host/src/kernel-log',
    from: './packages/host/src/cgroups',
    message: 'The kernel log is read without cgroups.',
  },
  {
    target: './packages/memory-tracker/src/peak',
    from: [
      ...['procfs', 'listing', 'external'].map(
        (source) => `./packages/memory-tracker/src/collectors/${source}`,
      ),
      ...['sampler', 'thread', 'memory-tracker.ts', 'tracked.ts', 'options.ts'].map(
        (place) => `./packages/memory-tracker/src/${place}`,
      ),
    ],
    message: 'A peak is pure: readings in, measurements out.',
  },
  {
    target: './packages/memory-tracker/src/collectors',
    from: ['sampler', 'thread', 'memory-tracker.ts', 'tracked.ts', 'options.ts'].map(
      (place) => `./packages/memory-tracker/src/${place}`,
    ),
    message: 'What reads the system does not know who asks.',
  },
  {
    target: './packages/memory-tracker/src/collectors/listing',
    from: [
      './packages/memory-tracker/src/collectors/procfs',
      './packages/memory-tracker/src/collectors/external',
    ],
    message: 'Each source is a folder of its own.',
  },
  {
    target: './packages/diagnosis/src/rules',
    from: ['evidence', 'tasks', 'wording', 'task-diagnoses.ts'].map(
      (above) => `./packages/diagnosis/src/${above}`,
    ),
    message: 'Rules are pure: a case in, a diagnosis out.',
  },
  {
    target: ['./packages/diagnosis/src/evidence', './packages/diagnosis/src/wording'],
    from: ['./packages/diagnosis/src/tasks', './packages/diagnosis/src/task-diagnoses.ts'],
    message: 'Evidence is read, and a diagnosis is put into words, without knowing any task.',
  },
  {
    target: './packages/diagnosis/src/wording',
    from: './packages/diagnosis/src/evidence',
    message: 'The text of a diagnosis depends on the diagnosis alone.',
  },
  {
    target: './packages/memory-tracker/src/collectors/external',
    from: [
      './packages/memory-tracker/src/collectors/procfs',
      './packages/memory-tracker/src/collectors/listing',
    ],
    message: 'Each source is a folder of its own.',
  },
  {
    target: './packages/memory-tracker/src/sampler',
    from: ['thread', 'memory-tracker.ts', 'tracked.ts', 'options.ts'].map(
      (place) => `./packages/memory-tracker/src/${place}`,
    ),
    message: 'The sampler does not know on which thread it samples.',
  },
  {
    target: './packages/memory-tracker/src/thread',
    from: ['memory-tracker.ts', 'tracked.ts', 'options.ts'].map(
      (place) => `./packages/memory-tracker/src/${place}`,
    ),
    message: 'The threads know keys, not what an id is to the caller.',
  },
  {
    target: [
      './packages/run-record/src/record',
      './packages/run-record/src/samples',
      './packages/run-record/src/recorder',
    ],
    from: ['./packages/run-record/src/reports', './packages/run-record/src/analysis'],
    message: 'What records a run does not load what shows it.',
  },
  {
    target: './packages/run-record/src/record',
    from: ['samples', 'recorder', 'runs'].map((folder) => `./packages/run-record/src/${folder}`),
    message: 'The format of a record does not know who writes or reads it.',
  },
  {
    target: './packages/run-record/src/samples',
    from: ['recorder', 'runs'].map((folder) => `./packages/run-record/src/${folder}`),
    message: 'Samples know neither their recorder nor the folders of runs.',
  },
  {
    target: './packages/run-record/src/runs',
    from: ['recorder', 'analysis'].map((folder) => `./packages/run-record/src/${folder}`),
    message: 'A run is read without the code that records or analyses it.',
  },
  {
    target: './packages/run-record/src/analysis',
    from: './packages/run-record/src/reports',
    message: 'An analysis is pure: it does not know how it is shown.',
  },
  {
    target: './packages/run-record/src/reports/html/page',
    from: ['./packages/run-record/src/recorder', './packages/run-record/src/runs'],
    message: 'The page runs in a browser: only pure code belongs in it.',
  },
  ...insideNxPeak({
    nx: {
      below: [
        ...['patches', 'peaks', 'recording', 'output', 'session'],
        ...['live', 'cli', 'link', 'generators'],
      ],
    },
    settings: {
      below: [
        ...['nx', 'patches', 'peaks', 'recording', 'output', 'session'],
        ...['live', 'cli', 'generators'],
      ],
    },
    live: {
      below: [
        ...['nx', 'patches', 'peaks', 'recording', 'output', 'session'],
        ...['cli', 'link', 'generators'],
      ],
    },
    patches: {
      below: ['peaks', 'recording', 'output', 'session', 'live', 'cli', 'link', 'generators'],
    },
    peaks: {
      below: ['patches', 'recording', 'output', 'session', 'live', 'cli', 'link', 'generators'],
    },
    recording: { below: ['patches', 'output', 'session', 'cli', 'link', 'generators'] },
    output: { below: ['patches', 'session', 'live', 'cli', 'link', 'generators'] },
    session: { below: ['cli', 'link', 'generators'] },
    link: {
      below: [
        ...['patches', 'peaks', 'recording', 'output', 'session'],
        ...['settings', 'live', 'cli', 'generators'],
      ],
    },
    generators: { below: ['patches', 'peaks', 'recording', 'output', 'session', 'live', 'cli'] },
    cli: { below: ['patches', 'recording', 'output', 'session', 'generators'] },
  }),
  {
    target: './e2e/nx-peak-bench/src/contenders',
    from: ['accuracy', 'cost', 'goals', 'report', 'summary', 'truth', 'workloads'].map(
      (folder) => `./e2e/nx-peak-bench/src/${folder}`,
    ),
    message: 'A contender is told pids; it does not know what is compared.',
  },
  {
    target: ['accuracy', 'cost', 'truth', 'workloads'].map(
      (folder) => `./e2e/nx-peak-bench/src/${folder}`,
    ),
    from: ['goals', 'report', 'summary'].map((folder) => `./e2e/nx-peak-bench/src/${folder}`),
    message: 'Measuring does not know how its results are told.',
  },
];

/** Rules of this repository's own. */
const ours = { rules: { 'no-versions-of-nx': noVersionsOfNx, 'retired-words': retiredWords } };

export default defineConfig(
  globalIgnores(['**/dist', '**/.nx', '**/__fixtures__']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './packages/*/tsconfig.spec.json',
          './packages/*/tsconfig.page.json',
          './e2e/*/tsconfig.spec.json',
          './tsconfig.tools.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-extraneous-dependencies': [
        'error',
        {
          devDependencies: [
            '**/*.spec.ts',
            '**/testing/**',
            '**/jest.config.ts',
            '**/browser-test/**',
            '**/html/page/**',
            'e2e/**',
          ],
        },
      ],
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: [...importDirection, ...importDirectionInside],
        },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CatchClause > BlockStatement[body.length=0]',
          message: 'No silent catch: record the failure, or say in code what is expected here.',
        },
        {
          selector:
            ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"], AccessorProperty, ' +
            'TSAbstractMethodDefinition, TSAbstractPropertyDefinition, TSParameterProperty)' +
            ':matches([accessibility="private"], [accessibility="protected"])',
          message: 'What is private begins with #. Only a constructor can be `private` alone.',
        },
      ],
    },
  },
  {
    files: ['packages/nx-peak/src/**/*.ts'],
    ignores: ['packages/nx-peak/src/nx/**', '**/*.spec.ts'],
    plugins: { 'nx-peak': ours },
    rules: { 'nx-peak/no-versions-of-nx': 'error' },
  },
  {
    files: ['packages/*/src/**/*.ts', 'e2e/**/*.ts'],
    plugins: { 'nx-peak': ours },
    rules: { 'nx-peak/retired-words': 'error' },
  },
  {
    files: ['packages/diagnosis/src/rules/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nx-peak/host',
              allowTypeImports: true,
              message: 'Rules are pure: they take what the host reports as data.',
            },
          ],
          patterns: [
            { group: ['nx', 'nx/*', '@nx/*'], message: 'diagnosis knows nothing of Nx.' },
            { group: ['node:fs', 'fs'], message: 'Rules are pure: they read no files.' },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/{host,diagnosis}/src/**/*.ts'],
    ignores: ['packages/diagnosis/src/rules/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['nx', 'nx/*', '@nx/*'], message: 'Only nx-peak knows Nx.' }] },
      ],
    },
  },
  {
    files: ['packages/run-record/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nx-peak/memory-tracker',
              allowTypeImports: true,
              message: 'A record is read without the code that measures.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        URL: 'readonly',
        __dirname: 'readonly',
        __filename: 'readonly',
        console: 'readonly',
        module: 'writable',
        process: 'readonly',
        require: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
