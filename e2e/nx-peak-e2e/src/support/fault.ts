import type { Variables } from '@nx-peak/testkit';
import { comparable, notices, withoutNotices } from './comparable';
import { stripAnsi } from './output';
import type { Workspace } from './workspace';

/** A success and a failure, in an order that is the same each time. */
const RUN = ['run-many', '-t', 'quick', 'fail', '-p', 'a', '--parallel=1'];

/** How a run ended, and what of it was nx's. */
export interface NxRun {
  readonly code: number | null;
  readonly output: string;
  /** What nx-peak said about itself. */
  readonly notices: readonly string[];
  /** Everything, as it was printed. */
  readonly all: string;
}

export async function runTasks(
  workspace: Workspace,
  env: Variables = {},
  args: readonly string[] = RUN,
): Promise<NxRun> {
  const { all, code } = await workspace.run([...args, '--skip-nx-cache'], {
    env: { NX_LOG_HEAP_USAGE: 'true', ...env },
  });
  return { code, output: nxsPart(all, workspace), notices: notices(all), all };
}

/** What nx has printed, without all that is ours and all that differs from run to run. */
export function nxsPart(output: string, workspace: Workspace): string {
  return comparable(withoutStack(withoutOwnLines(withoutNotices(output))), workspace);
}

/** Runs tasks beside a fault: nx does what it does without us, and we say one thing at the most. */
export async function expectHarmless(
  workspace: Workspace,
  plain: NxRun,
  env: Variables = {},
): Promise<NxRun> {
  const run = await runTasks(workspace, env);
  expect({ code: run.code, output: run.output }).toEqual({
    code: plain.code,
    output: plain.output,
  });
  expect(run.notices.length).toBeLessThanOrEqual(1);
  return run;
}

/** What `nx-peak doctor` prints, and its exit code. */
export async function doctor(
  workspace: Workspace,
  env: Variables = {},
): Promise<{ code: number | null; printed: string }> {
  const { all, code } = await workspace.runBin('nx-peak', ['doctor'], { env });
  return { code, printed: stripAnsi(all) };
}

/**
 * Removes the lines of our own: at the end of a run, for tasks that Nx's lines could not tell the
 * peak of, with an empty line behind them; and when nx breaks down before its tasks have ended.
 */
function withoutOwnLines(output: string): string {
  return output
    .replace(/^(?:[✔✖◼] {2}nx run \S+ \(peak: [^)]+\)\n)+\n(?= {2}Run duration:)/gm, '')
    .replace(/^◼ {2}nx run \S+ \(peak: [^)]+\)\n/gm, '');
}

/** Removes the lines of a stack, in which the functions that wrap nx's are seen. */
function withoutStack(output: string): string {
  return output.replace(/^ +at .*\n/gm, '');
}
