import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemporaryFolders } from '../testing/temporary-folders';
import { readLines } from './read-lines';

const folders = new TemporaryFolders();
afterEach(() => {
  folders.removeAll();
});

function linesOf(content: string | Buffer): ReturnType<typeof readLines> {
  const file = join(folders.make(), 'lines');
  writeFileSync(file, content);
  return readLines(file);
}

describe('readLines', () => {
  it('numbers lines from 1, and leaves out empty ones', () => {
    expect([...linesOf('a\n\nb\r\n')]).toEqual([
      { number: 1, text: 'a', complete: true },
      { number: 3, text: 'b', complete: true },
    ]);
  });

  it('knows a last line that breaks off', () => {
    expect([...linesOf('a\nbc')].at(-1)).toEqual({ number: 2, text: 'bc', complete: false });
  });

  it('joins what is read in parts, in whole characters', () => {
    const long = 'ä€𝄞'.repeat(100_000);
    expect([...linesOf(`${long}\nb\n`)].map(({ text }) => text === long)).toEqual([true, false]);
  });

  it('does not hold a line of more than 32 MB', () => {
    const content = Buffer.alloc(33 * 1024 * 1024, 'x');
    content.write('\nb\n', content.length - 3);
    expect([...linesOf(content)].map(({ number, text }) => [number, text])).toEqual([
      [1, ''],
      [2, 'b'],
    ]);
  });
});
