/** The cgroups of one process, as paths below the roots of their hierarchies. */
export interface ProcessCgroups {
  /** In the version 1 hierarchy that has the memory controller; undefined where none has it. */
  readonly memoryV1: string | undefined;
  /** In the version 2 hierarchy. */
  readonly v2: string | undefined;
}

/**
 * Parses `/proc/PID/cgroup`: `hierarchy:controllers:path` a line, the version 2 hierarchy being
 * `0::path` (cgroups(7)). A path may hold colons. Paths are relative to the cgroup namespace of
 * who reads; one outside of it begins with `/..`.
 */
export function parseProcCgroup(text: string): ProcessCgroups {
  let memoryV1: string | undefined;
  let v2: string | undefined;
  for (const line of text.split('\n')) {
    const [, id, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers?.split(',').includes('memory') === true) {
      memoryV1 = path;
    } else if (id === '0' && controllers === '') {
      v2 = path;
    }
  }
  return { memoryV1, v2 };
}
