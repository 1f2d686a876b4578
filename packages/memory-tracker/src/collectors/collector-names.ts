/** Where measurements come from: the kernel's files, or the system's `ps` (on Windows: WMI). */
export type BuiltInCollectorName = 'procfs' | 'pidusage';

/** One of these, `cgroup` for the kernel's own record, or the name of a custom collector. */
export type CollectorName = BuiltInCollectorName | 'cgroup' | (string & {});

/** The collectors that come with this package. */
export const COLLECTOR_NAMES: readonly BuiltInCollectorName[] = ['procfs', 'pidusage'];

/** Whether a collector comes with this package. */
export function isBuiltIn(name: CollectorName): name is BuiltInCollectorName {
  return COLLECTOR_NAMES.some((builtIn) => builtIn === name);
}
