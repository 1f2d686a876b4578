import { isMainThread } from 'node:worker_threads';
import { hasFlag, readSwitch, SWITCH } from './switch';
import type * as Inside from './inside-nx';
import type * as Preload from './link/preload-link';
import type * as Flag from './patches/flag';

// Sessions by the module they were attached to: one nx is wrapped once, however it
// was reached (a linked file, a preload, or both).
const attached = new WeakMap<object, Inside.Session>();

/**
 * Attaches nx-peak to the nx whose `run-command.js` this is. Called by the line that
 * `nx-peak link` puts at the end of that file. Never throws: without us, nx just runs.
 */
export function attach(runCommand: NodeJS.Module): void {
  try {
    const state = readSwitch(process.env, process.argv);
    if (hasFlag(process.argv)) {
      const { keepFlagFromTasks } = state.kind === 'on' ? inside() : flag();
      keepFlagFromTasks(runCommand.filename);
      if (state.kind === 'off') {
        process.env[SWITCH] = 'false'; // for an nx that runs inside a task, too
      }
    }
    if (state.kind === 'on') {
      process.env[SWITCH] = 'true';
    }
    if (state.kind === 'invalid') {
      warn(state.message);
    }
    if (state.kind !== 'on' || attached.has(runCommand)) {
      return;
    }
    attached.set(runCommand, inside().startSession(runCommand.filename, process.env));
  } catch (error) {
    warn(`no peaks are shown: ${firstLine(error)} (see: npx nx-peak doctor)`);
  }
}

/**
 * Hands the flag of an `nx exec` on to the nx that runs the task, which inherits the environment
 * alone. Called by the line at the end of `exec.js` when the flag is before `--`. Nothing has to be
 * kept from the command: of its arguments `nx exec` takes what follows `--`.
 */
export function attachExec(): void {
  const state = readSwitch(process.env, process.argv);
  if (state.kind === 'invalid') {
    warn(state.message);
  }
  process.env[SWITCH] = String(state.kind === 'on');
}

// Loaded when called and not above: with the switch off, nothing of ours is but this file, and what
// keeps a flag that said so from the tasks. These two paths are known to bundle.mjs.

function inside(): typeof Inside {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./inside-nx') as typeof Inside;
}

function flag(): typeof Flag {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./patches/flag') as typeof Flag;
}

/** Node's message about a missing module goes on for lines. */
function firstLine(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error).split('\n', 1)[0] ?? '';
}

function warn(message: string): void {
  process.stderr.write(`nx-peak: ${message}\n`);
}

// `NODE_OPTIONS=--require nx-peak/register`: nothing is loaded yet, so there is no main
// module, and the line is added to nx's file while it is being loaded.
if (
  require.main === undefined &&
  isMainThread &&
  // A flag that says off has to be kept from tasks, too, and to be handed on by `nx exec`.
  (hasFlag(process.argv) || readSwitch(process.env, process.argv).kind !== 'off')
) {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { preloadLink } = require('./link/preload-link') as typeof Preload;
    preloadLink();
  } catch (error) {
    warn(`not loaded: ${firstLine(error)}`);
  }
}
