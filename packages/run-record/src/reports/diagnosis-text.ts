import { plainText } from '../formats/plain-text';
import type { TaskDiagnosis } from '../record/run-record';

/** Why a task died, without characters that a terminal would obey. */
export type DiagnosisText = Pick<TaskDiagnosis, 'headline' | 'details'>;

export function diagnosisText({ headline, details }: TaskDiagnosis): DiagnosisText {
  return { headline: plainText(headline), details: details.map(plainText) };
}
