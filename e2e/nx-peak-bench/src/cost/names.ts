/** The costs that are measured, as they are called on the command line. */
export const COSTS = ['cpu', 'start-up', 'blocked', 'run-many'] as const;

export type CostName = (typeof COSTS)[number];
