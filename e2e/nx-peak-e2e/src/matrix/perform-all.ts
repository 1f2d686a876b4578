import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripAnsi } from '../support/output';
import { inWorkspace, type Workspace } from '../support/workspace';
import { writeExamples } from './fixture';
import { perform, targetsOf, type Evidence, type Order, type RunKind } from './runs';
import { withSecondTry } from './second-try';

/** Per run: what it left behind, or why there is nothing. */
export type Evidences = ReadonlyMap<RunKind, Evidence | Error>;

/** Does these runs of one version, one after another, in a workspace of their own. */
export async function performAll(orders: readonly Order[], linked: boolean): Promise<Evidences> {
  try {
    return await performIn(orders, linked);
  } catch (error) {
    return new Map(orders.map(({ runKind }) => [runKind, error as Error]));
  }
}

async function performIn(orders: readonly Order[], linked: boolean): Promise<Evidences> {
  const [first] = orders;
  const evidences = new Map<RunKind, Evidence | Error>();
  if (first === undefined) {
    return evidences;
  }
  // Nx starts a plugin worker for each plugin in every run, which takes half of the time of these short
  // ones. They are nx's own, not a task's, so that one style with them is enough.
  const pluginWorkers = linked && first.style.key === 'static';
  await inWorkspace({ nx: first.version, linked, pluginWorkers }, async (workspace) => {
    const bundles = orders.map((order) => [order.runKind, targetsOf(order)] as const);
    writeExamples(workspace.root, first.version, Object.fromEntries(bundles));
    for (const order of orders) {
      evidences.set(order.runKind, await performed(order, workspace, linked));
    }
  });
  return evidences;
}

/** A run that cannot be done fails its own cells alone. */
async function performed(
  order: Order,
  workspace: Workspace,
  linked: boolean,
): Promise<Evidence | Error> {
  try {
    const evidence = await withSecondTry(() => perform(order, workspace));
    keepOutput(order, evidence, linked);
    return evidence;
  } catch (error) {
    return error as Error;
  }
}

/** What nx printed stays in e2e/nx-peak-e2e/matrix-output (not in git), for whom a cell fails. */
function keepOutput({ version, style, runKind }: Order, evidence: Evidence, linked: boolean): void {
  const folder = join(__dirname, '../../matrix-output', version);
  const medium = linked ? style.key : `without-nx-peak-${style.medium}-${style.command}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${medium}-${runKind}.txt`),
    `${stripAnsi(evidence.output)}\n(exit code ${evidence.code})\n`,
  );
}
