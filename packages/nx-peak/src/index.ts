/**
 * nx-peak as an Nx plugin. It contributes no nodes: naming it in nx.json is a place for its
 * options, `{ "plugin": "nx-peak", "options": { "intervalMs": 250 } }`.
 */
export const name = 'nx-peak';

/** What nx-peak adds to the `Task` and the `TaskResult` of every task that was measured. */
export interface WithPeak {
  /** Largest resident memory of the task's whole process tree, in bytes. */
  readonly peakRss?: number;
}
