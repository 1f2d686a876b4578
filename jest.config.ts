import type { Config } from 'jest';

/** All suites at once: `npx jest`; one: `npx jest --selectProjects nx-peak`. */
const config: Config = {
  projects: ['<rootDir>/packages/*', '<rootDir>/e2e/*'],
};

export default config;
