import { parseCommandLine } from './parse-command-line';

const parsed = (text: string): string[] | undefined => {
  const bytes = Buffer.from(`${text}what the buffer held before`);
  return parseCommandLine(bytes, Buffer.byteLength(text));
};

describe('parseCommandLine', () => {
  it('keeps the arguments apart', () => {
    expect(parsed('node\0build.js\0--name\0two words\0')).toEqual([
      'node',
      'build.js',
      '--name',
      'two words',
    ]);
  });

  it('is as well a title that a program gave itself', () => {
    expect(parsed('server: idle\0\0\0\0')).toEqual(['server: idle']);
  });

  it('is undefined for who has none', () => {
    expect([parsed(''), parsed('\0\0')]).toEqual([undefined, undefined]);
  });

  it('leaves out a word that it would cut in two', () => {
    const line = parsed(`node\0${'a'.repeat(4080)}\0secret-that-is-cut\0`);
    expect(line).toEqual(['node', 'a'.repeat(4080), '…']);
  });
});
