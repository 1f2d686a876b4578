import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { OwnedProcess } from './owned-processes';

/** What can be told from outside of a process that does not end: where it waits, and with what. */
export interface StuckProcess extends OwnedProcess {
  /** A line per thread: name, state, the kernel's function it waits in, CPU ticks so far. */
  readonly threads: readonly string[];
  /** What its descriptors are. */
  readonly files: readonly string[];
  /** The native add-ons it has loaded. */
  readonly addons: readonly string[];
}

/** Empty lists for a process that has ended meanwhile, or is somebody else's. */
export function asStuck(process: OwnedProcess): StuckProcess {
  const folder = `/proc/${process.pid}`;
  return {
    ...process,
    threads: list(() =>
      readdirSync(`${folder}/task`).map((thread) => threadLine(`${folder}/task/${thread}`)),
    ),
    files: list(() =>
      readdirSync(`${folder}/fd`).map((fd) => `${fd}: ${readlinkSync(`${folder}/fd/${fd}`)}`),
    ),
    addons: list(() => [
      ...new Set(readFileSync(`${folder}/maps`, 'utf8').match(/\/\S+\.node$/gm)),
    ]),
  };
}

/** See proc_pid_stat(5): the name is in parentheses, utime and stime are the 14th and 15th field. */
function threadLine(folder: string): string {
  const [, name = '', rest = ''] =
    /\((.*)\) ([^]*)/.exec(readFileSync(`${folder}/stat`, 'utf8')) ?? [];
  const fields = rest.split(' ');
  const waitsIn = readFileSync(`${folder}/wchan`, 'utf8');
  return `${name} ${fields[0]} ${waitsIn} ${Number(fields[11]) + Number(fields[12])}`;
}

function list(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    return [String(error)];
  }
}
