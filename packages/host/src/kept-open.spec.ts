import { closeSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptOpen } from './kept-open';

const onLinux = process.platform === 'linux' ? it : it.skip;

let folder: string;
let kept: KeptOpen;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-open-'));
  kept = new KeptOpen();
});
afterEach(() => {
  kept.close();
  rmSync(folder, { recursive: true });
});

describe('KeptOpen', () => {
  it('reads what a file says now, however often it is read', () => {
    const file = join(folder, 'counter');
    writeFileSync(file, 'oom_kill 1\n');
    expect(kept.read(file)).toBe('oom_kill 1\n');
    writeFileSync(file, 'oom_kill 2\n');
    expect(kept.read(file)).toBe('oom_kill 2\n');
  });

  it('reads a text that is longer than what is read at once', () => {
    const file = join(folder, 'long');
    const text = 'one counter among many 1\n'.repeat(2000);
    writeFileSync(file, text);
    expect(kept.read(file)).toBe(text);
  });

  it('knows nothing of a file that is not there, until it is', () => {
    const file = join(folder, 'late');
    expect(kept.read(file)).toBeUndefined();
    writeFileSync(file, 'here');
    expect(kept.read(file)).toBe('here');
  });

  it('reads again after it was closed', () => {
    const file = join(folder, 'counter');
    writeFileSync(file, 'one');
    kept.read(file);
    kept.close();
    writeFileSync(file, 'two');
    expect(kept.read(file)).toBe('two');
  });

  onLinux('reads what the kernel says anew each time', () => {
    const uuids = new Set([1, 2, 3].map(() => kept.read('/proc/sys/kernel/random/uuid')));
    expect([...uuids]).toEqual(
      [1, 2, 3].map(() => expect.stringMatching(/^[\da-f-]{36}\n$/) as unknown),
    );
  });

  onLinux('keeps one descriptor for a file, and gives it back when it is closed', () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let time = 0; time < 20; time++) {
      kept.read('/proc/self/status');
    }
    expect(open()).toBe(before + 1);
    kept.close();
    expect(open()).toBe(before);
  });

  onLinux('reads by the path when what it kept cannot be read any more', () => {
    const file = join(folder, 'counter');
    writeFileSync(file, 'one');
    kept.read(file);
    const descriptor = readdirSync('/proc/self/fd').find((fd) => targetOf(fd) === file);
    closeSync(Number(descriptor));
    writeFileSync(file, 'two');
    expect(kept.read(file)).toBe('two');
    expect(kept.read(file)).toBe('two');
  });
});

function targetOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined; // it was the one by which the folder was read
  }
}
