import { preset } from '../../jest.preset';

export default {
  ...preset('e2e'),
  testTimeout: 120_000,
  globalSetup: '<rootDir>/src/support/global-setup.ts',
  globalTeardown: '<rootDir>/src/support/global-teardown.ts',
};
