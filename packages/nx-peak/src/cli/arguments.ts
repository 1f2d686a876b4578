import { type ParseArgsConfig, parseArgs } from 'node:util';
import { findWorkspaceRoot } from '../link/nx-package';

/** A command line that cannot be followed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The options and positional arguments of a command.
 *
 * @param command its name, for messages
 * @throws UsageError naming the option that there is not
 */
export function parse<T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ options: T; args: string[]; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's first sentence names the option; what follows is about positional arguments.
    const [sentence = ''] = (error as Error).message.split('. ', 1);
    throw new UsageError(`${command}: ${sentence.replace(/\.$/, '')}. See: nx-peak help`, {
      cause: error,
    });
  }
}

/** @throws UsageError when the folder is in no workspace */
export function expectWorkspace(folder: string): string {
  const root = findWorkspaceRoot(folder);
  if (root === undefined) {
    throw new UsageError(`no nx.json in ${folder} or above it: run this inside an Nx workspace`);
  }
  return root;
}

/** @throws UsageError naming the first argument that a command does not take */
export function expectNoMore(command: string, words: readonly string[], most: number): void {
  const word = words[most];
  if (word !== undefined) {
    throw new UsageError(`${command}: unexpected argument "${word}". See: nx-peak help`);
  }
}
