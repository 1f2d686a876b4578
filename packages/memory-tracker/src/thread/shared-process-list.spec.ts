import type { PeakProcesses } from '../peak/peak-processes';
import { SharedProcessList } from './shared-process-list';

const listed = (processes: PeakProcesses['processes']): PeakProcesses => ({
  sum: 2 ** 40 + 1,
  at: 12.5,
  processes,
});

describe('SharedProcessList', () => {
  it('shows in another thread what was published last, all of it', () => {
    const shared = new SharedProcessList();
    const other = new SharedProcessList(shared.memory);
    expect(other.read(7)).toBeUndefined();
    shared.publish(7, listed(Array.from({ length: 20 }, (_, pid) => ({ pid, bytes: 1 }))));
    const last = listed([
      { pid: 7, ppid: 1, name: 'näme', command: ['node', '"a\tb" 🙂'], bytes: 2 ** 33 },
      { pid: 8, bytes: 1 },
    ]);
    shared.publish(7, last);
    expect(other.read(7)).toEqual(last);
  });

  it('leaves out command lines of the smaller processes where there is no room for all', () => {
    const shared = new SharedProcessList();
    const processes = Array.from({ length: 20 }, (_, i) => ({
      pid: i + 1,
      command: ['\u0001'.repeat(4096)],
      bytes: 20 - i,
    }));
    shared.publish(7, listed(processes));
    const read = shared.read(7)?.processes ?? [];
    expect(read.map(({ pid }) => pid)).toEqual(processes.map(({ pid }) => pid));
    expect(read[0]).toEqual(processes[0]);
    expect(read[19]).toEqual({ pid: 20, bytes: 1 });
  });

  it('shows nothing of the id that used it before', () => {
    const shared = new SharedProcessList();
    shared.publish(7, listed([]));
    expect(shared.read(8)).toBeUndefined();
  });
});
