import { formatMemory } from './format-memory';

const MB = 1024 * 1024;

describe('formatMemory', () => {
  it.each([
    [512 * MB, '512MB'],
    [1.4 * MB, '1MB'],
    [1023 * MB, '1023MB'],
    [1024 * MB, '1.0GB'],
    [1.2 * 1024 * MB, '1.2GB'],
    [3.84 * 1024 * MB, '3.8GB'],
    [2000 * 1024 * MB, '2000.0GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatMemory(bytes)).toBe(text);
  });

  it('never shows 1024MB: what rounds up to it is a gigabyte', () => {
    expect(formatMemory(1023.6 * MB)).toBe('1.0GB');
  });

  it('never shows a measured measurement as zero', () => {
    expect(formatMemory(300 * 1024)).toBe('<1MB');
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, naming it', (bytes) => {
    expect(() => formatMemory(bytes)).toThrow(String(bytes));
  });
});
