import { existsSync } from 'node:fs';

/** How what this process makes is called: a later run sees whether its maker still lives. */
export function ownName(): string {
  return `nx-peak-bench-${process.pid}`;
}

/** Whether a run that was killed left behind what has this name. */
export function isLeftOver(name: string): boolean {
  const pid = /^nx-peak-bench-(\d+)-/.exec(name)?.[1];
  return pid !== undefined && !existsSync(`/proc/${pid}`);
}
