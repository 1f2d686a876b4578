import { accuracyGoals } from './accuracy-goals';
import { costGoals } from './cost-goals';
import type { Goal } from './goal';
import { diagnosisGoals } from './diagnosis-goals';

/** What nx-peak is held to on Linux, in the order of the table. */
export const goals: readonly Goal[] = [...accuracyGoals, ...costGoals, ...diagnosisGoals];
