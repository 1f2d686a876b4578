import { preset } from '../../../jest.preset';

const { moduleNameMapper, ...shared } = preset('run-record in a browser');

export default {
  ...shared,
  moduleNameMapper,
  testMatch: ['<rootDir>/*.spec.ts'],
};
