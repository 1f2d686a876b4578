import { resolve } from 'node:path';

/** The folder of the little programs that tests and benchmark run; `options.cjs` is needed by all. */
export const PROGRAMS = resolve(__dirname, '../programs');
