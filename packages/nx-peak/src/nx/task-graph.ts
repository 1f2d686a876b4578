/**
 * The ids of the tasks that have to end before a task can start, from the graph of the run. Tasks
 * that have to run beside it (continuous ones) are not among them.
 *
 * @param orchestrator Nx's TaskOrchestrator that runs the task
 * @returns sorted; undefined when this Nx keeps its graph in another shape
 */
export function depsOf(orchestrator: object, taskId: string): readonly string[] | undefined {
  const { taskGraph } = orchestrator as { taskGraph?: { dependencies?: unknown } | null };
  const dependencies = taskGraph?.dependencies;
  if (typeof dependencies !== 'object' || dependencies === null) {
    return undefined;
  }
  const edges = (dependencies as Record<string, unknown>)[taskId];
  const ids = Array.isArray(edges) ? edges.map(idOf) : [undefined];
  return ids.every((id) => id !== undefined) ? ids.sort() : undefined;
}

/** What an edge of the graph leads to: it is that id itself, or has it beside what else it says. */
function idOf(edge: unknown): string | undefined {
  const id =
    typeof edge === 'object' && edge !== null ? (edge as { readonly id?: unknown }).id : edge;
  return typeof id === 'string' ? id : undefined;
}

/**
 * How many tasks may run at once, as Nx resolved it from `--parallel`, NX_PARALLEL, nx.json and its
 * default. Nx leaves the number in the options of the run before it makes the orchestrator.
 *
 * @param orchestrator Nx's TaskOrchestrator
 * @returns undefined when this Nx keeps it elsewhere
 */
export function parallelOf(orchestrator: object): number | undefined {
  const { options } = orchestrator as { options?: { parallel?: unknown } | null };
  const parallel = Number(options?.parallel);
  return typeof options?.parallel !== 'boolean' && Number.isInteger(parallel) && parallel > 0
    ? parallel
    : undefined;
}
