import type { Config } from 'jest';

/** What every suite of this repository shares. */
export function preset(displayName: string): Config {
  return {
    displayName,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/src/**/*.spec.ts'],
    transform: {
      // `ignoreDynamic` keeps import() as it is: pidtree is an ES module.
      '^.+\\.ts$': [
        '@swc/jest',
        {
          jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
          module: { type: 'commonjs', ignoreDynamic: true },
        },
      ],
    },
    moduleNameMapper: {
      '^@nx-peak/host/procfs$': '<rootDir>/../../packages/host/src/procfs.ts',
      '^@nx-peak/host$': '<rootDir>/../../packages/host/src/index.ts',
      '^@nx-peak/diagnosis$': '<rootDir>/../../packages/diagnosis/src/index.ts',
      '^@nx-peak/memory-tracker$': '<rootDir>/../../packages/memory-tracker/src/index.ts',
      '^@nx-peak/run-record$': '<rootDir>/../../packages/run-record/src/index.ts',
      '^@nx-peak/run-record/recorder$': '<rootDir>/../../packages/run-record/src/recorder/index.ts',
      '^@nx-peak/run-record/reports$': '<rootDir>/../../packages/run-record/src/reports/index.ts',
      '^@nx-peak/run-record/html$': '<rootDir>/../../packages/run-record/src/reports/html/html.ts',
    },
  };
}
