import { preset } from '../../jest.preset';
import { patience } from './src/support/patience';

export default {
  ...preset('e2e'),
  testTimeout: patience(120_000),
  // Of the matrix, whose tests wait for other processes more than they compute.
  maxConcurrency: 3,
  globalSetup: '<rootDir>/src/support/global-setup.ts',
  globalTeardown: '<rootDir>/src/support/global-teardown.ts',
};
