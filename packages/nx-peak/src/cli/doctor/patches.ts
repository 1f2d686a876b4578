import { FailureLog, messageOf } from '../../failures';
import { orReport } from '../../project-address';
import type { PatchReport } from '../../inside-nx';
import type { Check, Finding } from './finding';

/** Really patches this nx, inside this process alone, and takes the patches off again. */
export const checkPatches: Check = async ({ nx }) => {
  if (nx.runCommandFile === undefined) {
    return [];
  }
  const { keepFlagFromTasks, startSession } = await import('../../inside-nx.js');
  try {
    const failures = new FailureLog(); // what is found here is printed, and nothing of it is kept
    const { patches, undo } = startSession(nx.runCommandFile, {}, failures);
    undo();
    const flag = keepFlagFromTasks(nx.runCommandFile, failures);
    flag.undo();
    return findingsOf([...patches, flag.report]);
  } catch (error) {
    return [
      {
        kind: 'bad',
        text: `nx-peak cannot attach to nx ${nx.version}: ${messageOf(error)}`,
        remedy: `install nx again${orReport('this version of nx')}`,
      },
    ];
  }
};

/** `20 integration points: 17 active, 3 not needed for this Nx version`, then each that is missing. */
function findingsOf(patches: readonly PatchReport[]): Finding[] {
  const missing = patches.filter((patch) => patch.kind === 'missing');
  const notNeeded = patches.filter(({ kind }) => kind === 'not-needed').length;
  const counts = [
    `${patches.length - missing.length - notNeeded} active`,
    ...(notNeeded > 0 ? [`${notNeeded} not needed for this Nx version`] : []),
    ...(missing.length > 0 ? [`${missing.length} missing`] : []),
  ];
  return [
    {
      kind: missing.length === 0 ? 'good' : 'note',
      text: `${patches.length} integration points: ${counts.join(', ')}`,
    },
    ...missing.map(({ name, reason, without }): Finding => ({
      kind: 'bad',
      text: `integration point "${name}": ${reason}; without it, ${without}`,
      remedy: `use a version of nx-peak that supports this nx${orReport('this version of nx')}`,
    })),
  ];
}
