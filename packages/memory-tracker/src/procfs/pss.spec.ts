import { Programs } from '../testing/programs';
import { parsePss, readPss } from './pss';

const MB = 1024 * 1024;

const programs = new Programs();
afterEach(() => {
  programs.killAll();
});

describe('parsePss', () => {
  it('reads the sum, not the parts of it', () => {
    const text =
      '559bf7c7a000-7ffc8a5d1000 ---p 00000000 00:00 0   [rollup]\n' +
      'Rss:               45056 kB\nPss:               20111 kB\nPss_Dirty:          7000 kB\n';
    expect(parsePss(Buffer.from(text), text.length)).toBe(20111 * 1024);
  });

  it('finds none in anything else', () => {
    expect(parsePss(Buffer.from('Rss: 1 kB\n'), 10)).toBeUndefined();
  });
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('readPss', () => {
  it('adds up what processes have, and says whom it left out', async () => {
    const program = programs.start('hold', 100);
    await program.says('holding');
    const { bytes, read, leftOut } = readPss([program.pid, 2 ** 30], 1000);
    expect(bytes).toBeGreaterThan(100 * MB);
    expect([read, leftOut]).toEqual([1, 1]);
  });

  it('reads nothing without a budget', () => {
    expect(readPss([process.pid], 0)).toEqual({ bytes: 0, read: 0, leftOut: 1 });
  });
});
