import { patience } from '../testkit/src/patience';
import { preset } from '../../jest.preset';

export default {
  ...preset('e2e'),
  testTimeout: patience(120_000),
  // Of the matrix, whose tests wait for other processes as much as they compute. With more of them at once,
  // two processors are so busy that a task may be over before nx-peak's thread has begun to sample.
  maxConcurrency: 2,
  globalSetup: '<rootDir>/src/support/global-setup.ts',
  globalTeardown: '<rootDir>/src/support/global-teardown.ts',
};
