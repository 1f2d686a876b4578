import { bareEnvironment as bare, nxFoldersIn, type Variables } from '@nx-peak/testkit';
import { baseOfThisRun } from './base';

/** The bare environment for what runs outside of a workspace of ours: nx writes into the base. */
export function bareEnvironment(variables: Variables): Record<string, string> {
  return bare({ ...nxFoldersIn(baseOfThisRun()), ...variables });
}
