/** What the names of the cgroups of tasks begin with. */
export const CGROUP_PREFIX = 'nx-peak-task-';
