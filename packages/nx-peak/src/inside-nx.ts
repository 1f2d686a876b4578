/**
 * All that runs inside nx with the switch on. What is published of it is one file, see bundle.mjs:
 * Node takes longer to find and open a hundred files than to run them.
 */
export { keepFlagFromTasks } from './patches/flag';
export type { PatchReport } from './patches/apply-patch';
export { startSession, type Session } from './session/session';
