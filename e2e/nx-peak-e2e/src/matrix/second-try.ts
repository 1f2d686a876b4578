import { asStuck } from '@nx-peak/testkit';
import type { Workspace } from '../support/workspace';

/** More often than that in one matrix, and it is no rarity of Nx. */
const MOST_TRIED_AGAIN = 2;

/** Nx begins within seconds, also on a busy machine. */
const PATIENCE_MS = 40_000;

let triedAgain = 0;

/** Nx printed nothing and started nothing. */
export class NeverBegan extends Error {}

/**
 * Does it once more if nx never began. Nx 21.6 and 22.0 were seen to hang like that without nx-peak, and
 * 20.8 with it, once each in dozens of matrices: the event loop waits, and no plugin worker is left (or
 * was there). Where nx was waiting is printed.
 */
export async function withSecondTry<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof NeverBegan) || ++triedAgain > MOST_TRIED_AGAIN) {
      throw error;
    }
    console.warn(`Once more: ${error.message}`);
    return attempt();
  }
}

/**
 * Resolves when nx has printed something, when something runs beside it (a plugin, a task), or when
 * all has ended.
 *
 * @param printed what can be seen of nx so far
 * @throws NeverBegan after a while, with the workspace's processes killed
 */
export async function untilBegun(
  workspace: Workspace,
  printed: () => string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (printed().trim() === '') {
    const all = workspace.processes();
    const alive = all.filter(({ command }) => !MAKES_TERMINAL.test(command));
    if (all.length === 0 || alive.length > 1) {
      return;
    }
    if (Date.now() > deadline) {
      const where = JSON.stringify(alive.map(asStuck), null, 2);
      workspace.killProcesses();
      throw new NeverBegan(`nx printed and started nothing for ${patienceMs} ms: ${where}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const MAKES_TERMINAL = /^(script|sh|\/bin\/sh|stty) /;
