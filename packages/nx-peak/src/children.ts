import { readdirSync, readFileSync } from 'node:fs';

/**
 * The pids of the children of this process, as the kernel has them at this moment.
 *
 * `/proc/PID/task/TID/children` lists the children that each thread forked (proc(5)); a native
 * module may fork from any thread.
 *
 * @throws where there is no Linux /proc, or the kernel was built without CONFIG_PROC_CHILDREN
 */
export function childrenOfThisProcess(): Set<number> {
  const threads = readdirSync('/proc/self/task');
  return new Set(
    threads.flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'latin1')
        .split(' ')
        .filter((text) => text !== '')
        .map(Number),
    ),
  );
}
