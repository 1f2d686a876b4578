/** The costs that are measured, as they are called on the command line. */
export const COSTS = [
  'cpu',
  'start-up',
  'blocked',
  'loading',
  'thread',
  'run-many',
  'run-many-300',
  'run-many-2000',
] as const;

export type CostName = (typeof COSTS)[number];
