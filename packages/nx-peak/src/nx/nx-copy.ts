import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '../failures';
import { nxModules, type NxModule } from './features';
import type { Task } from './types';

/**
 * One loaded copy of nx. A global nx that hands over to the workspace's own puts two into
 * one process, so nothing here is shared between copies.
 */
export class NxCopy {
  /** The `run-command.js` this copy was found by. */
  readonly runCommandFile: string;
  readonly #require: NodeJS.Require;
  /** Which modules were looked for before, and whether they are there. */
  readonly #found = new Map<NxModule, boolean>();

  constructor(runCommandFile: string) {
    this.runCommandFile = runCommandFile;
    this.#require = createRequire(runCommandFile);
  }

  /** Whether this version of nx has such a module. */
  has(module: NxModule): boolean {
    let found = this.#found.get(module);
    if (found === undefined) {
      found = this.#canResolve(module);
      this.#found.set(module, found);
    }
    return found;
  }

  /** @throws naming the module when this nx has none of the kind, or it is damaged */
  load(module: NxModule): Record<string, unknown> {
    try {
      return this.#require(`../${nxModules[module]}`) as Record<string, unknown>;
    } catch (error) {
      throw new Error(`${nxModules[module]}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** The words by which Nx prints a task: `run app:build --foo=bar`. */
  printableCommand(task: Task): string[] {
    const { getPrintableCommandArgsForTask } = this.load('tasksRunnerUtils') as {
      getPrintableCommandArgsForTask: (task: Task) => string[];
    };
    return getPrintableCommandArgsForTask(task);
  }

  /** A package that nx itself depends on, as nx sees it. */
  loadDependency(name: string): unknown {
    return this.#require(name);
  }

  get workspaceRoot(): string {
    return String(this.load('workspaceRoot')['workspaceRoot']);
  }

  /** E.g. `24.0.6`; `unknown` when nx's package.json cannot be read. */
  get version(): string {
    let folder = dirname(this.runCommandFile);
    while (dirname(folder) !== folder) {
      folder = dirname(folder);
      const manifest = readManifest(join(folder, 'package.json'));
      if (manifest?.name === 'nx') {
        return manifest.version ?? 'unknown';
      }
    }
    return 'unknown';
  }

  #canResolve(module: NxModule): boolean {
    try {
      this.#require.resolve(`../${nxModules[module]}`);
      return true;
    } catch {
      return false; // the resolver's way to say no
    }
  }
}

function readManifest(file: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined; // no manifest in this folder, look further up
  }
}
