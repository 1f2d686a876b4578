import { spawn } from 'node:child_process';
import { childrenOfThisProcess } from './own-children';

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('the children of this process', () => {
  onLinux('are known at once when one was spawned', () => {
    const before = childrenOfThisProcess();
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    try {
      const added = [...childrenOfThisProcess()].filter((pid) => !before.has(pid));
      expect(added).toEqual([child.pid]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
