import { formatMemory } from '@nx-peak/host';
import { csv } from './csv';
import { formatBytes, formatShare } from './format-bytes';
import { formatDuration, formatInstant, formatOffset } from './format-duration';
import { plainText } from './plain-text';

const MB = 1024 * 1024;

it.each([
  0,
  1,
  MB / 2,
  MB,
  511.5 * MB,
  1023.4 * MB,
  1023.6 * MB,
  1.25 * 1024 * MB,
  300 * 1024 * MB,
])('prints %d bytes as the tracker does', (bytes) => {
  expect(formatBytes(bytes)).toBe(formatMemory(bytes));
});

it.each([
  [1, 3, '33%'],
  [1, 1000, '<1%'],
  [0, 10, '0%'],
  [5, 0, '<1%'],
])('prints %d of %d as %s', (part, whole, text) => {
  expect(formatShare(part, whole)).toBe(text);
});

it.each([
  [0, '0ms'],
  [999, '999ms'],
  [1000, '1.0s'],
  [59_940, '59.9s'],
  [59_960, '1m 00s'],
  [3_599_400, '59m 59s'],
  [3_720_000, '1h 02m'],
])('prints %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('prints a time into the run as a clock does', () => {
  expect([0, 42_900, 3_727_000, -5].map(formatOffset)).toEqual(['0:00', '0:42', '1:02:07', '0:00']);
});

it('prints instants alike everywhere, and impossible ones as unknown', () => {
  expect(formatInstant(Date.UTC(2026, 0, 5, 10, 15))).toBe('2026-01-05 10:15:00 UTC');
  expect(formatInstant(1e300)).toBe('unknown time');
});

it('shows what a terminal would obey', () => {
  expect(plainText('a\u001b[31mb\nc\u202ed')).toBe('a\ufffd[31mb\ufffdc\ufffdd');
});

it('quotes what would end a cell, and keeps formulas from running', () => {
  expect(csv([['a,b', 'say "hi"', '=1+1', '@x', -1, undefined]])).toBe(
    `"a,b","say ""hi""",'=1+1,'@x,-1,\r\n`,
  );
});
