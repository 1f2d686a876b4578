import { endianness } from 'node:os';

/** The auxiliary vector's entry for the page size (getauxval(3), `include/uapi/linux/auxvec.h`). */
const AT_PAGESZ = 6n;

const ARCHES_WITH_32_BIT_WORDS: ReadonlySet<string> = new Set(['arm', 'ia32', 'mips', 'mipsel']);

/**
 * The page size in bytes, from the bytes of `/proc/self/auxv`; undefined when it is not in there.
 *
 * The vector is what the kernel told this process at its start: pairs of type and value, each an
 * unsigned long in the machine's own byte order.
 */
export function parsePageSize(
  auxv: Buffer,
  machine: { arch: string; endianness: 'BE' | 'LE' } = {
    arch: process.arch,
    endianness: endianness(),
  },
): number | undefined {
  const wordBytes = ARCHES_WITH_32_BIT_WORDS.has(machine.arch) ? 4 : 8;
  const word = (offset: number): bigint => {
    const little = machine.endianness === 'LE';
    if (wordBytes === 4) {
      return BigInt(little ? auxv.readUInt32LE(offset) : auxv.readUInt32BE(offset));
    }
    return little ? auxv.readBigUInt64LE(offset) : auxv.readBigUInt64BE(offset);
  };
  for (let offset = 0; offset + 2 * wordBytes <= auxv.length; offset += 2 * wordBytes) {
    if (word(offset) === AT_PAGESZ) {
      const size = Number(word(offset + wordBytes));
      return Number.isSafeInteger(size) && size > 0 ? size : undefined;
    }
  }
  return undefined;
}
