import { Programs } from '../../testing/programs';
import { PidusageLister } from './pidusage-lister';

const MB = 1024 * 1024;
const programs = new Programs();
afterEach(() => {
  programs.killAll();
});

describe('PidusageLister', () => {
  const lister = new PidusageLister();

  it('lists this process with its parent', async () => {
    expect((await lister.list()).get(process.pid)?.ppid).toBe(process.ppid);
  });

  it('sees the same startTime as long as a process is listed', async () => {
    const startTime = (await lister.list()).get(process.pid)?.startTime;
    expect((await lister.list()).get(process.pid)?.startTime).toBe(startTime);
  });

  it('gives a process that came later a later startTime', async () => {
    const before = (await lister.list()).get(process.pid)?.startTime;
    const program = programs.start('hold', { megabytes: 0 });
    await program.says('holding');
    expect((await lister.list()).get(program.pid)?.startTime).toBeGreaterThan(before ?? Infinity);
  });

  it('weighs several processes, without those that are gone', async () => {
    const [alive, gone] = [
      programs.start('hold', { megabytes: 50 }),
      programs.start('hold', { megabytes: 0 }),
    ];
    await alive.says('holding');
    await gone.end();
    const rss = await lister.weigh([alive.pid, gone.pid, process.pid]);
    expect([...rss.keys()].sort()).toEqual([alive.pid, process.pid].sort());
    expect(rss.get(alive.pid)).toBeGreaterThan(50 * MB);
  });

  it('weighs nothing when all processes are gone, which is no failure', async () => {
    const program = programs.start('hold', { megabytes: 0 });
    await program.says('holding');
    await lister.weigh([program.pid]);
    await program.end();
    // Once known (an open file that reads ESRCH), once never seen (no such file: ENOENT).
    expect((await lister.weigh([program.pid])).size).toBe(0);
    expect((await lister.weigh([2 ** 22 + 1])).size).toBe(0);
  });

  it('weighs nothing when asked for nobody', async () => {
    expect((await lister.weigh([])).size).toBe(0);
  });
});
