/** Who is compared, in the order of the tables' columns. */
export const CONTENDERS = ['nx-peak', 'pidusage', 'systeminformation', 'nx-collector'] as const;

export type ContenderName = (typeof CONTENDERS)[number];

export interface ContenderFacts {
  readonly label: string;
  /** At which rate it samples, for the reader. */
  readonly cadence: string;
}

export const CONTENDER_FACTS: Readonly<Record<ContenderName, ContenderFacts>> = {
  'nx-peak': { label: 'nx-peak', cadence: 'its defaults' },
  pidusage: { label: 'pidtree + pidusage', cadence: 'every 500 ms, each task by itself' },
  systeminformation: { label: 'systeminformation', cadence: 'processes() every second' },
  'nx-collector': { label: "Nx's collector", cadence: 'its own 1 Hz' },
};
