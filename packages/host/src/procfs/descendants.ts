import { NumberReader } from './number-reader';
import { emptyStat, parseStat } from './parse-stat';
import { GONE, type ProcFiles } from './proc-files';

const reader = new NumberReader();

/**
 * The descendants a process has at this moment, parents before children, without itself. All
 * threads are asked: a child belongs to the thread that started it (proc_pid_task's `children`).
 * Where the kernel does not tell children (CONFIG_PROC_CHILDREN), all processes are listed.
 */
export function descendantsOf(files: ProcFiles, root: number): number[] {
  if (!files.exists(`${root}/task/${root}/children`)) {
    return files.exists(`${root}`) ? byListing(files, root) : [];
  }
  const found = [root];
  for (const pid of found) {
    for (const thread of files.numbersIn(`${pid}/task`)) {
      const length = files.readIfThere(`${pid}/task/${thread}/children`);
      if (length !== GONE) {
        reader.over(files.buffer, 0, length);
        for (let child = reader.next(); child > 0; child = reader.next()) {
          found.push(child);
        }
      }
    }
  }
  return found.slice(1);
}

function byListing(files: ProcFiles, root: number): number[] {
  const stat = emptyStat();
  const childrenOf = new Map<number, number[]>();
  for (const pid of files.numbersIn('')) {
    const length = files.readIfThere(`${pid}/stat`);
    if (length !== GONE && parseStat(files.buffer, length, stat)) {
      const siblings = childrenOf.get(stat.ppid);
      if (siblings === undefined) {
        childrenOf.set(stat.ppid, [pid]);
      } else {
        siblings.push(pid);
      }
    }
  }
  const found = [root];
  for (const pid of found) {
    found.push(...(childrenOf.get(pid) ?? []));
  }
  return found.slice(1);
}
