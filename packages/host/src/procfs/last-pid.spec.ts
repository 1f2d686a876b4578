import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LastPid, parseLastPid } from './last-pid';
import { ProcFiles } from './proc-files';

describe('parseLastPid', () => {
  it.each([
    ['0.31 0.22 0.20 1/254 16310\n', 16310],
    ['16310\n', 16310],
  ])('reads %j', (text, pid) => {
    expect(parseLastPid(Buffer.from(text), text.length)).toBe(pid);
  });

  it.each(['', '\n', '0.00 0.00 0.00 1/1 0\n', '0.00 0.00 0.00\n'])('refuses %j', (text) => {
    expect(parseLastPid(Buffer.from(text), text.length)).toBeNaN();
  });
});

describe('LastPid', () => {
  let procRoot: string;
  beforeEach(() => {
    procRoot = mkdtempSync(join(tmpdir(), 'proc-'));
    mkdirSync(join(procRoot, 'sys/kernel'), { recursive: true });
    writeFileSync(join(procRoot, 'sys/kernel/pid_max'), '32768\n');
  });
  afterEach(() => {
    rmSync(procRoot, { recursive: true, force: true });
  });

  const tells = (file: string, pid: number): void => {
    writeFileSync(
      join(procRoot, file),
      file === 'loadavg' ? `0.1 0.2 0.3 1/99 ${pid}\n` : `${pid}\n`,
    );
  };
  const lastPid = (): LastPid => new LastPid(new ProcFiles({ procRoot }));

  it('is believed as long as young processes are right behind it', () => {
    tells('loadavg', 5000);
    const last = lastPid();
    last.verify(4990);
    expect([last.from, last.read()]).toEqual(['loadavg', 5000]);
    tells('loadavg', 40);
    last.verify(32760);
    expect([last.from, last.read()]).toEqual(['loadavg', 40]);
  });

  it('gives way to the other file when it does not move, as where it is faked', () => {
    tells('loadavg', 5000);
    tells('sys/kernel/ns_last_pid', 5011);
    const last = lastPid();
    last.verify(5010);
    expect([last.from, last.read()]).toEqual(['ns_last_pid', 5011]);
  });

  it('is not known when neither file can be believed, so that all processes are listed', () => {
    tells('loadavg', 5000);
    tells('sys/kernel/ns_last_pid', 17);
    const last = lastPid();
    last.verify(5010);
    expect([last.from, last.read()]).toEqual(['scan', undefined]);
  });

  it('is not known where the files are missing', () => {
    const last = lastPid();
    expect([last.read(), last.from]).toEqual([undefined, 'scan']);
  });
});
