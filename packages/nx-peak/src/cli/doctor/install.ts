import { messageOf } from '../../failures';
import type { Check } from './finding';

/** Whether nx finds nx-peak. The line in nx is silent when it does not, so this must be said here. */
export const checkInstall: Check = ({ workspaceRoot, nx }) => {
  let register: string;
  try {
    register = require.resolve('nx-peak/register', { paths: [workspaceRoot, nx.folder] });
  } catch {
    return [
      {
        kind: 'bad',
        text: `nx cannot find nx-peak from ${workspaceRoot}`,
        remedy: 'make it a dev dependency of the workspace: npm install --save-dev nx-peak',
      },
    ];
  }
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { attach } = require(register) as { attach?: unknown };
    if (typeof attach !== 'function') {
      throw new Error('it has no function attach');
    }
  } catch (error) {
    return [
      {
        kind: 'bad',
        text: `${register} is damaged: ${messageOf(error)}`,
        remedy: 'install nx-peak again',
      },
    ];
  }
  return [{ kind: 'good', text: `nx finds nx-peak: ${register}` }];
};
