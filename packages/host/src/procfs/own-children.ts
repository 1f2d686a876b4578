import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * The pids of the children of this process. One is missed now and then: a thread that ends hands its
 * children to another one, which may have been read already.
 *
 * `/proc/PID/task/TID/children` lists the children that each thread forked (proc(5)); a native
 * module may fork from any thread, and end that thread at any moment.
 *
 * @throws where there is no Linux /proc, or the kernel was built without CONFIG_PROC_CHILDREN
 */
export function childrenOfThisProcess(): Set<number> {
  return new Set(readdirSync('/proc/self/task').flatMap(childrenOfThread));
}

function childrenOfThread(thread: string): number[] {
  const folder = `/proc/self/task/${thread}`;
  try {
    const text = readFileSync(`${folder}/children`, 'latin1');
    return text.split(' ').filter(Boolean).map(Number);
  } catch (error) {
    if (existsSync(folder)) {
      throw error;
    }
    return []; // the thread has ended
  }
}
