import { parseCommandLine } from './parse-command-line';

const parsed = (text: string): string | undefined => {
  const bytes = Buffer.from(`${text}what the buffer held before`);
  return parseCommandLine(bytes, Buffer.byteLength(text));
};

describe('parseCommandLine', () => {
  it('puts spaces between the arguments', () => {
    expect(parsed('node\0build.js\0--watch\0')).toBe('node build.js --watch');
  });

  it('is as well a title that a program gave itself', () => {
    expect(parsed('server: idle\0\0\0\0')).toBe('server: idle');
  });

  it('is undefined for who has none', () => {
    expect([parsed(''), parsed('\0\0')]).toEqual([undefined, undefined]);
  });

  it('leaves out a word that it would cut in two', () => {
    const line = parsed(`node\0${'a'.repeat(4080)}\0secret-that-is-cut\0`);
    expect(line).toBe(`node ${'a'.repeat(4080)} …`);
  });
});
