import type { PeakProcesses } from '../peak/peak-processes';
import { SharedProcessList } from './shared-process-list';

const listed = (processes: PeakProcesses['processes']): PeakProcesses => ({
  sum: 2 ** 40 + 1,
  at: 12.5,
  processes,
});

describe('SharedProcessList', () => {
  it('shows in another thread what was published last, all of it', () => {
    const board = new SharedProcessList();
    const other = new SharedProcessList(board.memory);
    expect(other.read()).toBeUndefined();
    board.publish(listed(Array.from({ length: 20 }, (_, pid) => ({ pid, bytes: 1 }))));
    const last = listed([
      { pid: 7, ppid: 1, name: 'näme', command: ['node', '"a\tb" 🙂'], bytes: 2 ** 33 },
      { pid: 8, bytes: 1 },
    ]);
    board.publish(last);
    expect(other.read()).toEqual(last);
  });

  it('leaves out command lines of the smaller processes where there is no room for all', () => {
    const board = new SharedProcessList();
    const processes = Array.from({ length: 20 }, (_, i) => ({
      pid: i + 1,
      command: ['\u0001'.repeat(4096)],
      bytes: 20 - i,
    }));
    board.publish(listed(processes));
    const read = board.read()?.processes ?? [];
    expect(read.map(({ pid }) => pid)).toEqual(processes.map(({ pid }) => pid));
    expect(read[0]).toEqual(processes[0]);
    expect(read[19]).toEqual({ pid: 20, bytes: 1 });
  });
});
