import { evidenceHere } from '@nx-peak/diagnosis';
import type { Check } from './finding';

/** What could be proven of a task that runs out of memory. */
export const checkEvidence: Check = () => {
  const { countsKills, text } = evidenceHere();
  return [{ kind: countsKills ? 'good' : 'note', text }];
};
