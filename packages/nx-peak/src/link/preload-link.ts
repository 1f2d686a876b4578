import type * as Pirates from 'pirates';
import { execPattern, runCommandPattern } from '../nx/features';
import { FLAG_BEFORE_COMMAND, withoutLink } from './link-line';

/**
 * Links nx in memory alone, while Node loads its files: for setups in which nx's files cannot or
 * should not be changed. A line that a link put there, of whatever version, gives way to this one.
 */
export function preloadLink(): void {
  // Loaded here: a process that runs no tasks, with the switch off, must not pay for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { addHook } = require('pirates') as typeof Pirates;
  addHook((code, file) => `${withoutLink(code)}\n${preloadLine(file)}`, {
    ignoreNodeModules: false,
    matcher: (file) => runCommandPattern.test(file) || execPattern.test(file),
  });
}

/** Loads this very copy of nx-peak, which need not be installed in the workspace. */
function preloadLine(file: string): string {
  return execPattern.test(file)
    ? `if (${FLAG_BEFORE_COMMAND}) ${lineThat('attachExec()')}`
    : lineThat('attach(module)');
}

function lineThat(call: string): string {
  const register = JSON.stringify(require.resolve('../register'));
  return `try { require(${register}).${call}; } catch (e) { console.error('nx-peak: ' + String(e.message).split('\\n')[0]); }`;
}
