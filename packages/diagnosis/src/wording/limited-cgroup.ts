/**
 * A cgroup with a limit, as a message names it. The root of the hierarchy never has a limit
 * (`Documentation/admin-guide/cgroup-v2.rst`: "exists on non-root cgroups"), so one at `/` is that of
 * a container, whose own cgroup is the root of all that it sees.
 */
export function nameOfLimitedCgroup(path: string): string {
  return path === '/' ? 'this container' : `cgroup ${path}`;
}
