import { stripAnsi, withoutDurations, withoutPeaks } from './output';
import type { Workspace } from './workspace';

/** The output with all that is ours, and all that differs from run to run, taken out. */
export function comparable(output: string, workspace: Workspace): string {
  return withoutDurations(withoutPeaks(output.replaceAll(workspace.root, '<root>')))
    .replace(/\(\d+% of the run\)/g, '(% of the run)')
    .replace(/nx-logs\S*/g, '<log>');
}

/** The lines in which nx-peak told that something of it failed. */
export function notices(output: string): string[] {
  return stripAnsi(output).match(NOTICE) ?? [];
}

/** Without them. */
export function withoutNotices(output: string): string {
  return output.replace(NOTICE, '');
}

const ESCAPE = '\u001b';

/** In colour it is dim. */
const NOTICE = new RegExp(`^(?:${ESCAPE}\\[2m)?nx-peak: .*\n`, 'gm');
