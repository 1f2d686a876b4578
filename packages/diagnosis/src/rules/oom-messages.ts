import { stripVTControlCharacters } from 'node:util';

/** V8's message about a full heap, as it stands in an output. */
export interface HeapMessage {
  /** The line itself: `FATAL ERROR: Reached heap limit Allocation failed - ...`. */
  readonly text: string;
  /** The process that prints it; undefined when the lines about garbage collections are missing. */
  readonly pid: number | undefined;
  /** Size of the heap after the last garbage collection; undefined when those lines are missing. */
  readonly heapBytes: number | undefined;
}

/** Node's message about a worker thread that it ended at the limit of its heap. */
export interface WorkerMessage {
  readonly text: string;
  /** Node exited because of it: nobody caught the error, and the output ends with it. */
  readonly isLast: boolean;
}

/** What a task's output says of memory. */
export interface OomMessages {
  readonly heap: HeapMessage | undefined;
  readonly worker: WorkerMessage | undefined;
  /** A line of a shell, `make` or a package manager about a process that SIGKILL ended. */
  readonly kill: string | undefined;
}

/** An output that says nothing of memory. */
export const NO_MESSAGES: OomMessages = { heap: undefined, worker: undefined, kill: undefined };

/**
 * The part of an output that is read, from its end, in characters. V8 writes about 3,000 when it
 * aborts, and a parent process writes more behind it.
 */
const READ_CHARACTERS = 128 * 1024;

/** No line with such a message is longer, and those of minified code would take long to match. */
const LONGEST_LINE = 400;

/** Lines that may follow the error which ended node: of the programs that started it, and of Nx. */
const LINES_OF_PARENTS =
  /^(?:npm (?:error|ERR!)|(?:g|b)?make(?:\[\d+\])?: \*\*\* |Warning: command |error Command failed|info Visit | ?ELIFECYCLE|error: script )/;

/** The last message of each kind in the last 128 kB of an output. */
export function oomMessagesIn(output: string): OomMessages {
  const text = stripVTControlCharacters(output.slice(-READ_CHARACTERS))
    .split(/\r?\n/)
    .map((line) => line.slice(0, LONGEST_LINE))
    .join('\n');
  return { heap: heapMessage(text), worker: workerMessage(text), kill: killMessage(text) };
}

/** Since Node 8. V8 says `process out of memory` of its other memory, for which no flag helps. */
const FULL_HEAP =
  /(?:FATAL ERROR: [^\n]*JavaScript heap out of memory|Fatal JavaScript out of memory: [^\n]*)/g;

/** `[1234:0x55d0]    101 ms: Mark-Compact 51.0 (70.7) -> 42.6 (78.7) MB, ...`, one a collection. */
const COLLECTION =
  /\[(\d+):0x[0-9a-f]+\] +\d+ ms: [A-Z][^\n]*? [\d.]+ \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB/g;

/** Within how many characters above the message V8 prints its last garbage collections. */
const COLLECTIONS_ABOVE = 4096;

const MB = 1024 * 1024;

function heapMessage(text: string): HeapMessage | undefined {
  const fatal = last(text.matchAll(FULL_HEAP));
  if (fatal === undefined) {
    return undefined;
  }
  const above = text.slice(Math.max(0, fatal.index - COLLECTIONS_ABOVE), fatal.index);
  const header = above.lastIndexOf('<--- Last few GCs --->');
  const collection = header < 0 ? undefined : last(above.slice(header).matchAll(COLLECTION));
  return {
    text: fatal[0],
    pid: collection && Number(collection[1]),
    heapBytes: collection && Number(collection[2]) * MB,
  };
}

const FULL_WORKER =
  /^.*\bWorker terminated due to reaching memory limit: JS heap out of memory[^\n]*\n(?=(?:[^\n]*\n){0,3}?[^\n]*node:internal\/worker)/gm;

function workerMessage(text: string): WorkerMessage | undefined {
  const error = last(text.matchAll(FULL_WORKER));
  if (error === undefined) {
    return undefined;
  }
  const behind = text.slice(error.index).split('\n');
  const end = behind.findLastIndex((line) => /(?:^|[ |:])Node\.js v\d+\.\d+\.\d+/.test(line));
  return {
    text: error[0].trim(),
    isLast:
      end > 0 &&
      behind.slice(end + 1).every((line) => line.trim() === '' || LINES_OF_PARENTS.test(line)),
  };
}

/** What programs that start others print about one that SIGKILL ended. */
const KILL_MESSAGES = [
  /^(?:.*: line \d+: +)?(?:\d+ +)?Killed(?: {2,}.*)?$/m, // dash, bash
  /^(?:g|b)?make(?:\[\d+\])?: \*\*\* .*\bKilled$/m,
  /^npm (?:error|ERR!) .*(?:signal SIGKILL|code 137)$/m,
  /^.*(?:Command failed with exit code 137|was killed with SIGKILL|exit(?:ed with)? code:? 137\b).*$/m,
  /^.*(?:process|worker).*signal[=:]? ?"?SIGKILL.*$/m, // jest-worker, pnpm
  /^.*non-zero exit value 137$/m, // Gradle
  // What programs for Node print about a child; not the echo of a command, as Nx and npm print it.
  /^(?![>$] ).*\bSIGKILL\b.*$/m,
];

function killMessage(text: string): string | undefined {
  for (const pattern of KILL_MESSAGES) {
    const line = pattern.exec(text)?.[0];
    if (line !== undefined) {
      return line.trim();
    }
  }
  return undefined;
}

function last(matches: Iterable<RegExpExecArray>): RegExpExecArray | undefined {
  return [...matches].at(-1);
}
