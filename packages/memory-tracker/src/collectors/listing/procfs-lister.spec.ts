import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Programs } from '../../testing/programs';
import { ProcfsLister } from './procfs-lister';

const RECORDED = join(__dirname, '../../../../host/src/procfs/__fixtures__/proc');
/** The pid of the process that recorded its own files as `self`. */
const RECORDER = 11094;
const KB = 1024;

const programs = new Programs();
afterEach(() => {
  programs.killAll();
});

describe('ProcfsLister, on recorded files', () => {
  const lister = new ProcfsLister({ procRoot: RECORDED, ownPid: RECORDER });

  it('lists every process, whatever its name', () => {
    const pids = [...lister.list().keys()].sort((a, b) => a - b);
    expect(pids).toEqual([2, 11080, 11081, 11082, 11083, 11084, 11085]);
  });

  it('lists parent, startTime and whether exec() is still to come', () => {
    const table = lister.list();
    expect(table.get(11080)).toEqual({
      pid: 11080,
      ppid: 11039,
      startTime: 198789,
      preExec: false,
    });
    expect(table.get(11085)).toEqual({ pid: 11085, ppid: 11039, startTime: 198790, preExec: true });
  });

  it('weighs exactly what the kernel called VmRSS at the same moment', () => {
    expect(lister.weigh([11080, 11081, 11082, 11083, 11085])).toEqual(
      new Map([
        [11080, 21776 * KB],
        [11081, 31944 * KB],
        [11082, 11532 * KB],
        [11083, 6300 * KB],
        [11085, 10548 * KB],
      ]),
    );
  });

  it('has no weight for zombies, kernel threads and pids that are gone', () => {
    expect(lister.weigh([11084, 2, 99999]).size).toBe(0);
  });
});

describe('ProcfsLister, where it cannot work', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'proc-'));
    cpSync(RECORDED, folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const lister = (): ProcfsLister => new ProcfsLister({ procRoot: folder, ownPid: RECORDER });

  it('says so when there is no proc file system', () => {
    rmSync(folder, { recursive: true });
    expect(() => lister().list()).toThrow(`${folder} is no proc file system`);
    expect(() => lister().peek(11080)).toThrow(`${folder} is no proc file system`);
  });

  it('says so when the files belong to another pid namespace', () => {
    const elsewhere = new ProcfsLister({ procRoot: folder, ownPid: 4711 });
    expect(() => elsewhere.list()).toThrow('another pid namespace');
  });

  it('says so when the page size is unknown', () => {
    writeFileSync(join(folder, 'self/auxv'), '');
    expect(() => lister().weigh([11080])).toThrow('AT_PAGESZ');
  });

  it('does without a process that it may not read or that makes no sense', () => {
    rmSync(join(folder, '11080/stat'));
    writeFileSync(join(folder, '11081/stat'), 'nonsense');
    const table = lister().list();
    expect([table.has(11080), table.has(11081), table.has(11082)]).toEqual([false, false, true]);
  });
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('ProcfsLister, on this system', () => {
  const lister = new ProcfsLister();

  it('lists this process with its parent', () => {
    expect(lister.list().get(process.pid)?.ppid).toBe(process.ppid);
  });

  it('sees the same startTime at every sample', () => {
    const startTime = lister.list().get(process.pid)?.startTime;
    expect(startTime).toBeGreaterThan(0);
    expect(lister.peek(process.pid)?.row.startTime).toBe(startTime);
  });

  it('peeks at a process: row and memory at once', async () => {
    const program = programs.start('hold', { megabytes: 20 });
    await program.says('holding');
    const peek = lister.peek(program.pid);
    expect(peek?.row).toMatchObject({ pid: program.pid, ppid: process.pid, preExec: false });
    expect(peek?.rss).toBeGreaterThan(20 * KB * KB);
  });

  it('sees nothing of a process that is gone', async () => {
    const program = programs.start('hold', { megabytes: 0 });
    await program.end();
    expect(lister.peek(program.pid)).toBeUndefined();
    expect(lister.weigh([program.pid]).size).toBe(0);
  });
});
