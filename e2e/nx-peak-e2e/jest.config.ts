import { patience } from '../testkit/src/patience';
import { preset } from '../../jest.preset';

export default {
  ...preset('e2e'),
  testTimeout: patience(120_000),
  // Of the matrix, whose tests wait for other processes more than they compute.
  maxConcurrency: 3,
  globalSetup: '<rootDir>/src/support/global-setup.ts',
  globalTeardown: '<rootDir>/src/support/global-teardown.ts',
};
