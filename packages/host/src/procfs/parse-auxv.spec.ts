import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePageSize, parseTicksPerSecond } from './parse-auxv';

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;
const PC = { arch: 'x64', endianness: 'LE' } as const;

describe('parsePageSize', () => {
  it('reads the vector of a recorded process', () => {
    const recorded = readFileSync(join(__dirname, '__fixtures__/proc/self/auxv'));
    expect(parsePageSize(recorded, PC)).toBe(4096);
  });

  it('reads a kernel with pages of 64 kB', () => {
    const auxv = new BigUint64Array([AT_CLKTCK, 100, AT_PAGESZ, 65536, 0, 0].map(BigInt));
    const bytes = Buffer.from(auxv.buffer);
    const big = Buffer.from(bytes).swap64();
    expect(parsePageSize(bytes, { arch: 'arm64', endianness: 'LE' })).toBe(65536);
    expect(parsePageSize(big, { arch: 's390x', endianness: 'BE' })).toBe(65536);
  });

  it('reads the smaller words of 32-bit machines', () => {
    const auxv = Buffer.from(new Uint32Array([AT_CLKTCK, 100, AT_PAGESZ, 4096, 0, 0]).buffer);
    expect(parsePageSize(auxv, { arch: 'arm', endianness: 'LE' })).toBe(4096);
  });

  it.each([
    ['an empty vector', Buffer.alloc(0)],
    ['half a pair', Buffer.alloc(9, AT_PAGESZ)],
    ['a page of no bytes', Buffer.from(new BigUint64Array([BigInt(AT_PAGESZ), 0n]).buffer)],
  ])('finds none in %s', (_what, auxv) => {
    expect(parsePageSize(auxv, PC)).toBeUndefined();
  });
});

describe('parseTicksPerSecond', () => {
  it('reads the vector of a recorded process', () => {
    const recorded = readFileSync(join(__dirname, '__fixtures__/proc/self/auxv'));
    expect(parseTicksPerSecond(recorded, PC)).toBe(100);
  });
});
