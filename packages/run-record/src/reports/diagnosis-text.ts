import { plainText } from '../formats/plain-text';
import type { TaskDiagnosis } from '../record/run-record';

/** What there is to say of a task's death, without what could give orders to a terminal. */
export type DeathText = Pick<TaskDiagnosis, 'headline' | 'details'>;

export function deathText({ headline, details }: TaskDiagnosis): DeathText {
  return { headline: plainText(headline), details: details.map(plainText) };
}
