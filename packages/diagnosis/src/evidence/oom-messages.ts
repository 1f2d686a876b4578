import { stripVTControlCharacters } from 'node:util';

/** V8's account of a heap that was full, as it stands in an output. */
export interface HeapMessage {
  /** The line itself: `FATAL ERROR: Reached heap limit Allocation failed - ...`. */
  readonly words: string;
  /** Which process says so; undefined when the lines on the last collections are missing. */
  readonly pid: number | undefined;
  /** Bytes of the heap after the last collection that was told. */
  readonly heap: number | undefined;
}

/** Node's account of a worker thread that was ended at the limit of its heap. */
export interface WorkerMessage {
  readonly words: string;
  /** Node ended for it: the error was not caught, and that is the last thing in the output. */
  readonly last: boolean;
}

/** What a task's output says of memory. */
export interface OomMessages {
  readonly heap: HeapMessage | undefined;
  readonly worker: WorkerMessage | undefined;
  /** A shell, `make` or a package manager says that a process was killed by SIGKILL. */
  readonly killed: string | undefined;
}

/**
 * Only so much of the end is looked at, in characters: V8 writes about 3,000 when it dies, and a
 * parent that goes on writes more behind it.
 */
const LOOKED_AT = 128 * 1024;

/** No line that tells of a death is longer; those of minified code would take long to match. */
const LONGEST_LINE = 400;

/** What may stand behind an error that ended node: words of those that started it, and Nx's. */
const BEHIND_AN_END =
  /^(?:npm (?:error|ERR!)|(?:g|b)?make(?:\[\d+\])?: \*\*\* |Warning: command |error Command failed|info Visit | ?ELIFECYCLE|error: script )/;

/** The words of the last death that an output tells of. */
export function oomMessagesIn(output: string): OomMessages {
  const tail = stripVTControlCharacters(output.slice(-LOOKED_AT))
    .split(/\r?\n/)
    .map((line) => line.slice(0, LONGEST_LINE))
    .join('\n');
  return { heap: heapWords(tail), worker: workerWords(tail), killed: killedWords(tail) };
}

/** Since Node 8; Zone and the like say `process` and have no heap to tell of. */
const FULL_HEAP =
  /(?:FATAL ERROR: [^\n]*JavaScript heap out of memory|Fatal JavaScript out of memory: [^\n]*)/g;

/** `[1234:0x55d0]    101 ms: Mark-Compact 51.0 (70.7) -> 42.6 (78.7) MB, ...`, one a collection. */
const COLLECTION =
  /\[(\d+):0x[0-9a-f]+\] +\d+ ms: [A-Z][^\n]*? [\d.]+ \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB/g;

/** How far above the words V8 tells of its last collections, in characters. */
const COLLECTIONS_ABOVE = 4096;

const MB = 1024 * 1024;

function heapWords(text: string): HeapMessage | undefined {
  const fatal = last(text.matchAll(FULL_HEAP));
  if (fatal === undefined) {
    return undefined;
  }
  const above = text.slice(Math.max(0, fatal.index - COLLECTIONS_ABOVE), fatal.index);
  const header = above.lastIndexOf('<--- Last few GCs --->');
  const collection = header < 0 ? undefined : last(above.slice(header).matchAll(COLLECTION));
  return {
    words: fatal[0],
    pid: collection && Number(collection[1]),
    heap: collection && Number(collection[2]) * MB,
  };
}

const FULL_WORKER =
  /^.*\bWorker terminated due to reaching memory limit: JS heap out of memory[^\n]*\n(?=(?:[^\n]*\n){0,3}?[^\n]*node:internal\/worker)/gm;

function workerWords(text: string): WorkerMessage | undefined {
  const error = last(text.matchAll(FULL_WORKER));
  if (error === undefined) {
    return undefined;
  }
  const behind = text.slice(error.index).split('\n');
  const end = behind.findLastIndex((line) => /(?:^|[ |:])Node\.js v\d+\.\d+\.\d+/.test(line));
  return {
    words: error[0].trim(),
    last:
      end > 0 &&
      behind.slice(end + 1).every((line) => line.trim() === '' || BEHIND_AN_END.test(line)),
  };
}

/** What is said of a process that SIGKILL ended, by those who start others. */
const KILLED = [
  /^(?:.*: line \d+: +)?(?:\d+ +)?Killed(?: {2,}.*)?$/m, // dash, bash
  /^(?:g|b)?make(?:\[\d+\])?: \*\*\* .*\bKilled$/m,
  /^npm (?:error|ERR!) .*(?:signal SIGKILL|code 137)$/m,
  /^.*(?:Command failed with exit code 137|was killed with SIGKILL|exit(?:ed with)? code:? 137\b).*$/m,
  /^.*(?:process|worker).*signal[=:]? ?"?SIGKILL.*$/m, // jest-worker, pnpm
  /^.*non-zero exit value 137$/m, // Gradle
  // What programs for Node print of a child; not the echo of a command, as Nx and npm print it.
  /^(?![>$] ).*\bSIGKILL\b.*$/m,
];

function killedWords(text: string): string | undefined {
  for (const pattern of KILLED) {
    const words = pattern.exec(text)?.[0];
    if (words !== undefined) {
      return words.trim();
    }
  }
  return undefined;
}

function last(matches: Iterable<RegExpExecArray>): RegExpExecArray | undefined {
  return [...matches].at(-1);
}
