import { endianness } from 'node:os';

/** The auxiliary vector's entry for the page size (getauxval(3), `include/uapi/linux/auxvec.h`). */
const AT_PAGESZ = 6n;

/** The auxiliary vector's entry for the clock ticks per second, in which /proc tells times. */
const AT_CLKTCK = 17n;

interface Machine {
  readonly arch: string;
  readonly endianness: 'BE' | 'LE';
}

const thisMachine = (): Machine => ({ arch: process.arch, endianness: endianness() });

const ARCHES_WITH_32_BIT_WORDS: ReadonlySet<string> = new Set(['arm', 'ia32', 'mips', 'mipsel']);

/** The page size in bytes, from the bytes of `/proc/self/auxv`; undefined when it is not in there. */
export function parsePageSize(auxv: Buffer, machine = thisMachine()): number | undefined {
  return valueIn(auxv, AT_PAGESZ, machine);
}

/** Clock ticks per second, as `sysconf(_SC_CLK_TCK)`; undefined when they are not in there. */
export function parseTicksPerSecond(auxv: Buffer, machine = thisMachine()): number | undefined {
  return valueIn(auxv, AT_CLKTCK, machine);
}

/**
 * The vector is what the kernel told this process at its start: pairs of type and value, each an
 * unsigned long in the machine's own byte order.
 */
function valueIn(auxv: Buffer, type: bigint, machine: Machine): number | undefined {
  const wordBytes = ARCHES_WITH_32_BIT_WORDS.has(machine.arch) ? 4 : 8;
  const word = (offset: number): bigint => {
    const little = machine.endianness === 'LE';
    if (wordBytes === 4) {
      return BigInt(little ? auxv.readUInt32LE(offset) : auxv.readUInt32BE(offset));
    }
    return little ? auxv.readBigUInt64LE(offset) : auxv.readBigUInt64BE(offset);
  };
  for (let offset = 0; offset + 2 * wordBytes <= auxv.length; offset += 2 * wordBytes) {
    if (word(offset) === type) {
      const value = Number(word(offset + wordBytes));
      return Number.isSafeInteger(value) && value > 0 ? value : undefined;
    }
  }
  return undefined;
}
