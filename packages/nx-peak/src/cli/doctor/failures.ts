import { readFailures } from '../../failures';
import type { Check } from './finding';

/** What did not work in earlier runs. */
export const checkFailures: Check = ({ workspaceRoot }) =>
  readFailures(workspaceRoot).map(({ time, where, message }) => ({
    kind: 'note',
    text: `recorded ${time}, ${where}: ${message}`,
  }));
