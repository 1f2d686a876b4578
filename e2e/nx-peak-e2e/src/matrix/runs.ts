import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@nx-peak/testkit';
import type { RecordedTask } from '../support/recorded-runs';
import type { Cell } from './exceptions';
import {
  exampleOf,
  outcomeOf,
  PROJECT,
  type Example,
  type Kind,
  type Outcome,
  type Status,
} from './kinds';
import { untilBegun } from './second-try';
import { needsBatchMode, type Style } from './styles';
import type { Workspace } from '../support/workspace';

/** One nx run covers many cells: tasks that end, the same once more, tasks that are stopped. */
export const runKinds = ['finished', 'cached', 'stopped'] as const;

export type RunKind = (typeof runKinds)[number];

export const runKindOf: Record<Status, RunKind> = {
  success: 'finished',
  failure: 'finished',
  cached: 'cached',
  stopped: 'stopped',
};

/** What an nx run left behind. */
export interface Evidence {
  /** What it printed; of a terminal, what can be seen when scrolling up. */
  readonly output: string;
  readonly code: number;
  /** What plugins were told of its tasks and of those inside, by id; empty when nx did not call. */
  readonly recorded: ReadonlyMap<string, RecordedTask>;
}

/** What is to be run, apart from where. */
export interface Order {
  readonly version: string;
  readonly style: Style;
  readonly runKind: RunKind;
  readonly kinds: readonly Kind[];
}

/** The runs it takes to see these cells of one row, in the order in which they are to be done. */
export function ordersOf(cells: readonly Cell[]): Order[] {
  const [first] = cells;
  if (first === undefined) {
    return [];
  }
  const { version, style } = first;
  return runKinds
    .map((runKind) => {
      const served = cells.filter(({ status }) => runsFor[status].includes(runKind));
      return { version, style, runKind, kinds: [...new Set(served.map(({ kind }) => kind))] };
    })
    .filter(({ kinds }) => kinds.length > 0);
}

/** A hit needs a run before it. */
const runsFor: Record<Status, readonly RunKind[]> = {
  success: ['finished'],
  failure: ['finished'],
  cached: ['finished', 'cached'],
  stopped: ['stopped'],
};

/** The examples of a run. */
export function examplesOf({ runKind, kinds }: Pick<Order, 'runKind' | 'kinds'>): Example[] {
  return outcomesOf[runKind].flatMap((outcome) => kinds.map((kind) => exampleOf(kind, outcome)));
}

/** What nx is asked to run. */
export function targetsOf(order: Order): string[] {
  return examplesOf(order).map(({ target }) => target);
}

const outcomesOf: Record<RunKind, readonly Outcome[]> = {
  finished: [outcomeOf.success, outcomeOf.failure],
  cached: [outcomeOf.cached],
  stopped: [outcomeOf.stopped],
};

/** Runs nx in a workspace that has the examples. */
export async function perform(order: Order, workspace: Workspace): Promise<Evidence> {
  const before = workspace.recordedRuns().length;
  const { output, code } = await performIn[order.style.medium](order, workspace);
  const records = workspace.recordedRuns().slice(before);
  const tasks = records.flatMap((record) => record.tasks);
  return { output, code, recorded: new Map(tasks.map((task) => [task.id, task])) };
}

type Performed = Pick<Evidence, 'output' | 'code'>;

const performIn: Record<
  Style['medium'],
  (order: Order, workspace: Workspace) => Promise<Performed>
> = {
  pipe: async (order, workspace) => {
    const held = folderOfHeld(workspace);
    const run = workspace.spawn(argsOf(order), { env: variablesOf(order, held) });
    await untilBegun(workspace, () => run.all);
    if (order.runKind === 'stopped') {
      await untilHeld(order, held);
      run.kill('SIGTERM');
      // Older nx leaves its tasks behind.
      await run.exited;
      workspace.killProcesses();
    }
    const { all, code, signal } = await run.finished;
    return { output: all, code: code ?? signalNumber(signal) };
  },
  terminal: async (order, workspace) => {
    const held = folderOfHeld(workspace);
    const terminal = workspace.terminal(argsOf(order), { ...SIZE, env: variablesOf(order, held) });
    await untilBegun(workspace, () => terminal.text());
    if (order.runKind === 'stopped') {
      await untilHeld(order, held);
      const nx = pidOfNx(order, workspace);
      process.kill(nx, 'SIGTERM');
      await until('nx to end', () => !workspace.processes().some(({ pid }) => pid === nx));
      // Older nx leaves its tasks behind, and with them the terminal open.
      workspace.killProcesses(/^script /);
    }
    const code = await terminal.exit;
    return { output: terminal.text(), code };
  },
  tui: async (order, workspace) => {
    const held = folderOfHeld(workspace);
    const terminal = workspace.terminal(argsOf(order), { ...SIZE, env: variablesOf(order, held) });
    await untilBegun(workspace, () => terminal.text());
    if (order.runKind === 'stopped') {
      await untilHeld(order, held);
    } else {
      const shown = targetsOf(order).map((target) => terminal.waitFor(endedInTui(target)));
      // When all have succeeded, nx may be gone before they are all shown.
      await Promise.any([Promise.all(shown), terminal.exit]);
    }
    terminal.write('q');
    const code = await terminal.exit;
    return { output: terminal.text(), code };
  },
};

/** Wide enough that no line is broken, high enough that the TUI shows all tasks. */
const SIZE = { cols: 250, rows: 60 };

/** The row of a task that has ended or will not run, in the TUI's list. */
function endedInTui(target: string): RegExp {
  return new RegExp(String.raw`[✔✖◼⏭◆⟳⏩🔁⚡▼◎]\s+${PROJECT}:${target}\s`, 'u');
}

function argsOf(order: Order): string[] {
  const { style, runKind } = order;
  const asked =
    style.command === 'run-one'
      ? ['run', `${PROJECT}:${runKind}`]
      : ['run-many', '-t', ...targetsOf(order), '-p', PROJECT];
  // All that hold at once, but not more at once than two processors can start.
  return [...asked, `--parallel=${runKind === 'stopped' ? 12 : 4}`, ...style.flags];
}

function variablesOf(order: Order, held: string): Record<string, string> {
  const { version, style, kinds } = order;
  const before = { ...order, kinds: kinds.filter((kind) => kind !== 'batch') };
  const batches = kinds.includes('batch') && needsBatchMode(version);
  return {
    NX_LOG_HEAP_USAGE: 'true',
    NX_PEAK_INTERVAL_MS: String(INTERVAL_MS),
    PEAK_E2E_HELD: held,
    PEAK_E2E_AWAITED: allocationsIn(before).join(' '),
    npm_config_update_notifier: 'false',
    ...(batches ? { NX_BATCH_MODE: 'true' } : {}),
    ...Object.fromEntries(
      Object.entries(style.env).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ),
  };
}

/** How often nx-peak is to sample, in milliseconds. */
const INTERVAL_MS = 50;

/** Where the tasks say that they hold their memory. */
function folderOfHeld(workspace: Workspace): string {
  const parent = join(workspace.root, 'tmp');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'held-'));
}

/** Resolves when all tasks hold their memory and nx-peak must have sampled since, several times. */
async function untilHeld(order: Order, held: string): Promise<void> {
  const awaited = allocationsIn(order);
  await until(`${awaited.join(', ')} to be held`, () => {
    const present = readdirSync(held);
    return awaited.every((name) => present.includes(name));
  });
  await new Promise((resolve) => setTimeout(resolve, 10 * INTERVAL_MS));
}

/** What the tasks of a run allocate, in MB, as they name it when they hold it. */
function allocationsIn(order: Order): string[] {
  return examplesOf(order).flatMap(({ allocations }) => allocations.map(String));
}

/** The nx that was started, not one that a task runs. */
function pidOfNx(order: Order, workspace: Workspace): number {
  const line = `.bin/nx ${argsOf(order).join(' ')}`;
  const nx = workspace.processes().find(({ command }) => command.endsWith(line));
  if (nx === undefined) {
    throw new Error(`No process runs ${line}: ${JSON.stringify(workspace.processes())}`);
  }
  return nx.pid;
}

/** The exit code that shells report: nx that a signal has ended is like nx that reports so itself. */
function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === 'SIGTERM' ? 143 : -1;
}
