import { AsyncLocalStorage } from 'node:async_hooks';
import { RUN_VARIABLE } from '../run-variable';
import type { Task } from '../nx/types';

/** A task that is being run. */
export interface RunningTask {
  readonly task: Task;
  /** Whether Nx shows its output as it comes, and prints no line when it ends. */
  readonly streamed: boolean;
}

/** A task, and those variables of one of its processes by which that is told from others. */
export interface OwnProcess extends RunningTask {
  /** Daemons that the process leaves behind have them, too. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions: string | undefined;
}

/** What is looked for in the environment of a process. */
type Found = Pick<OwnProcess, 'environment' | 'nodeOptions'>;

/** What tells the processes of a task from those of other tasks, and of the same one in another run. */
const MARKS: ReadonlySet<string> = new Set([
  RUN_VARIABLE,
  'NX_TASK_TARGET_PROJECT',
  'NX_TASK_TARGET_TARGET',
  'NX_TASK_TARGET_CONFIGURATION',
  'NX_TASK_HASH',
]);

/** The task on whose behalf the current asynchronous code runs. */
export class CurrentTask {
  readonly #storage = new AsyncLocalStorage<RunningTask>();

  /** Makes a call, and all that comes of it, on behalf of a task. */
  run(task: RunningTask, call: () => unknown): void {
    this.#storage.run(task, call);
  }

  /** Makes a call on behalf of no task: what it starts is not the task's. */
  outside(call: () => void): void {
    this.#storage.exit(call);
  }

  /**
   * The current task, if a process with this environment is its own.
   * @param pairs `NAME=value`, as Node hands them to a new process
   */
  ownerOfPairs(pairs: readonly string[] | undefined): OwnProcess | undefined {
    const current = this.#storage.getStore();
    return current && owned(current, foundInPairs(pairs ?? []));
  }

  /** The current task, if a process with this environment is its own. */
  ownerOfVariables(
    variables: Readonly<Record<string, string | undefined>> | undefined,
  ): OwnProcess | undefined {
    const current = this.#storage.getStore();
    return current && owned(current, foundInVariables(variables ?? {}));
  }
}

/**
 * Nx gives every process of a task `NX_TASK_TARGET_PROJECT` and `NX_TASK_TARGET_TARGET`, which a
 * task's own `env` option may replace, and its hash; git, a cache helper or anything else that
 * happens to be spawned meanwhile has none of them.
 */
function owned(current: RunningTask, { environment, nodeOptions }: Found): OwnProcess | undefined {
  const { target, hash } = current.task;
  const isOwn =
    (environment['NX_TASK_TARGET_PROJECT'] === target.project &&
      environment['NX_TASK_TARGET_TARGET'] === target.target) ||
    (hash !== undefined && environment['NX_TASK_HASH'] === hash);
  return isOwn ? { ...current, environment, nodeOptions } : undefined;
}

/** One pass: an environment has a hundred variables, and every task has a process. */
function foundInPairs(pairs: readonly string[]): Found {
  const environment: Record<string, string> = {};
  let nodeOptions: string | undefined;
  for (const pair of pairs) {
    if (pair.startsWith('NX_')) {
      const end = pair.indexOf('=');
      const name = pair.slice(0, end);
      // Of a name that is there twice, the first one counts.
      if (MARKS.has(name) && !(name in environment)) {
        environment[name] = pair.slice(end + 1);
      }
    } else if (pair.startsWith(NODE_OPTIONS)) {
      nodeOptions ??= pair.slice(NODE_OPTIONS.length);
    }
  }
  return { environment, nodeOptions };
}

const NODE_OPTIONS = 'NODE_OPTIONS=';

function foundInVariables(variables: Readonly<Record<string, string | undefined>>): Found {
  const environment: Record<string, string> = {};
  for (const name of MARKS) {
    const value = variables[name];
    if (value !== undefined) {
      environment[name] = value;
    }
  }
  return { environment, nodeOptions: variables['NODE_OPTIONS'] };
}
