/**
 * All that runs inside nx with the switch on. What is published of it is one file, see bundle.mjs:
 * Node takes longer to find and open a hundred files than to run them.
 */
export { keepFlagFromTasks } from './patches/flag';
export { startSession, type PatchReport, type Session } from './session/session';
