import { preset } from '../../../jest.preset';

export default {
  ...preset('run-record in a browser'),
  rootDir: '..', // as for the other specs, on which the paths of the packages depend
  testMatch: ['<rootDir>/browser-test/*.spec.ts'],
};
