import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Which package may import which. The arrows of docs/architecture.md point down only:
 * nx-peak -> memory-tracker, and the end-to-end tests see packages from outside alone.
 */
const importDirection = [
  {
    target: './packages/memory-tracker',
    from: ['./packages/nx-peak', './e2e'],
    message: 'memory-tracker knows nothing of Nx: pids in, peaks out.',
  },
  {
    target: './packages/nx-peak',
    from: './e2e',
    message: 'Published code must not depend on its own end-to-end tests.',
  },
  {
    target: './e2e',
    from: ['./packages/*/src', './packages/*/dist'],
    message: 'End-to-end tests use the packed packages, as a user does.',
  },
];

/** Folders inside a package: the pure cores must not know the edges around them. */
const importDirectionInside = [
  {
    target: './packages/memory-tracker/src/process-tree',
    from: [
      './packages/memory-tracker/src/meters',
      './packages/memory-tracker/src/sampler',
      './packages/memory-tracker/src/memory-tracker.ts',
    ],
    message: 'The process tree is pure: tables in, members out.',
  },
  {
    target: './packages/memory-tracker/src/tally',
    from: [
      './packages/memory-tracker/src/gauges',
      './packages/memory-tracker/src/procfs',
      './packages/memory-tracker/src/sampler',
      './packages/memory-tracker/src/thread',
      './packages/memory-tracker/src/memory-tracker.ts',
    ],
    message: 'A tally is pure: readings in, peaks out.',
  },
  {
    target: ['./packages/memory-tracker/src/meters', './packages/memory-tracker/src/gauges'],
    from: [
      './packages/memory-tracker/src/sampler',
      './packages/memory-tracker/src/thread',
      './packages/memory-tracker/src/memory-tracker.ts',
    ],
    message: 'What reads the system does not know who asks.',
  },
  {
    target: './packages/memory-tracker/src/sampler',
    from: [
      './packages/memory-tracker/src/thread',
      './packages/memory-tracker/src/memory-tracker.ts',
    ],
    message: 'The sampler does not know on which thread it looks.',
  },
  {
    target: './packages/nx-peak/src/task-runner',
    from: ['./packages/nx-peak/src/cli', './packages/nx-peak/src/link'],
    message: 'What runs inside nx must not load the command line.',
  },
];

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
        { devDependencies: ['**/*.spec.ts', '**/testing/**', '**/jest.config.ts', 'e2e/**'] },
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
      ],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
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
