import { patience } from './patience';
import type { OwnedProcess } from './owned-processes';

/** Resolves once a process of the workspace has this text in its command line. */
export async function untilRunning(
  workspace: { processes(): readonly OwnedProcess[] },
  text: string,
): Promise<void> {
  await until(`a process with ${text}`, () =>
    workspace.processes().some(({ command }) => command.includes(text)),
  );
}

/** Asks ten times a second; fails after half a minute, see `patience`. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + patience(30_000);
  while (Date.now() < deadline) {
    if (holds()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited for ${what} in vain`);
}
