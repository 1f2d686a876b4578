import type { OomCase } from './oom-case';
import type { LoggedKill } from '@nx-peak/host';
import { isSuccess, signalOf, type ProcessEnd } from '../evidence/process-end';
import type { Cause, Confidence, Evidence, Diagnosis } from '../diagnosis';

/** What is found, without what was held. */
type Finding = Cause & {
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
};

/**
 * Why a task ended as it did. The rule behind all of it: no account of a death is taken for this
 * task's unless something ties it to the task. Where that is missing the task has `failed`, and
 * nothing is said.
 *
 * @returns undefined for a task that succeeded and lost no process to the kernel
 */
export function diagnose(oomCase: OomCase): Diagnosis | undefined {
  const finding = findingOf(oomCase);
  return finding && { ...finding, memory: oomCase.memory };
}

function findingOf(seen: OomCase): Finding | undefined {
  switch (seen.outcome) {
    case 'succeeded':
      // Only a cgroup of the task's own ties a kill to a task that goes on to succeed.
      return seen.kills.exact ? killOfDescendant(seen, undefined) : undefined;
    case 'stopped':
      return { kind: 'stopped', confidence: 'certain', evidence: [{ kind: 'stopped-by-nx' }] };
    case 'failed': {
      const end = decidingEnd(seen.ends);
      return end === undefined ? withoutEnd(seen) : ofEnd(seen, end);
    }
  }
}

/** Of several commands the first that fails decides how the task ends; Nx stops the others. */
export function decidingEnd(ends: readonly ProcessEnd[]): ProcessEnd | undefined {
  return ends.find((end) => !isSuccess(end));
}

function ofEnd(seen: OomCase, end: ProcessEnd): Finding {
  const signal = signalOf(end);
  switch (signal) {
    case 'SIGKILL':
      return killOfTask(seen, end) ?? killedBySignal(end, signal);
    case 'SIGABRT':
      return fullHeap(seen, end) ?? killedBySignal(end, signal);
    case 'SIGINT':
      return { kind: 'stopped', confidence: 'likely', evidence: [evidenceOf(end)] };
    case undefined:
      return (
        fullWorker(seen, end) ??
        fullHeap(seen, end) ??
        killOfDescendant(seen, end) ?? {
          kind: 'failed',
          code: 'code' in end ? end.code : undefined,
          confidence: 'certain',
          evidence: [evidenceOf(end)],
        }
      );
    default:
      return killedBySignal(end, signal);
  }
}

/** No process that Nx started is known to have failed: a batch worker lives on, for one. */
function withoutEnd(seen: OomCase): Finding {
  const words = fullHeap(seen, undefined);
  if (words !== undefined) {
    return words;
  }
  return seen.ends.length > 0
    ? { kind: 'failed', code: undefined, confidence: 'likely', evidence: seen.ends.map(evidenceOf) }
    : { kind: 'unknown', confidence: 'not proven', evidence: [] };
}

function killedBySignal(end: ProcessEnd, signal: string): Finding {
  return {
    kind: 'killed-by-signal',
    signal,
    // Somebody sent it, and nobody says who. A fault of the program is its own signal.
    confidence: signal === 'SIGKILL' ? 'not proven' : 'signal' in end ? 'certain' : 'likely',
    evidence: [evidenceOf(end)],
  };
}

/** The kernel killed the process that Nx started, or the one whose end a shell passed on. */
function killOfTask(seen: OomCase, end: ProcessEnd): Finding | undefined {
  const { kills, log } = seen;
  const itself = 'signal' in end;
  const logged = itself ? log?.find(({ pid }) => pid === end.pid) : possibleKills(seen).at(-1);
  const counted = kills.count > 0 && kills.recent;
  if (logged === undefined) {
    // The log names every process that is killed: one it does not name was killed by somebody else.
    const denied = log !== undefined && !kills.exact;
    if (!counted || denied || isDwarfed(seen) || isOfRivals(seen)) {
      return undefined;
    }
  }
  const certain =
    kills.exact ||
    (itself && logged !== undefined) ||
    (kills.alone && counted && kills.counter !== 'machine');
  return {
    kind: 'out-of-memory',
    scope: logged?.scope ?? countedScope(seen),
    victim: 'task',
    confidence: certain ? 'certain' : 'likely',
    evidence: [evidenceOf(end), ...evidenceOfKill(seen, logged)],
  };
}

/**
 * The kernel killed a process further down, and its parent decided how the task ends: any way at
 * all. That is never certain to be why the task failed.
 */
function killOfDescendant(seen: OomCase, end: ProcessEnd | undefined): Finding | undefined {
  const { kills, log, words } = seen;
  const logged = possibleKills(seen).at(-1);
  const counted = kills.count > 0;
  const denied = log !== undefined && logged === undefined;
  const told =
    words.killed !== undefined &&
    (logged !== undefined || (counted && !denied && !isDwarfed(seen) && !isOfRivals(seen)));
  const alone =
    kills.alone && counted && !denied && (kills.counter !== 'machine' || logged !== undefined);
  const seenInTask = logged !== undefined && seen.atPeak.has(logged.pid);
  if (!(kills.exact && counted) && !told && !alone && !seenInTask) {
    return undefined;
  }
  return {
    kind: 'out-of-memory',
    scope: logged?.scope ?? countedScope(seen),
    victim: 'descendant',
    confidence: 'likely',
    evidence: [...(end ? [evidenceOf(end)] : []), ...evidenceOfKill(seen, logged)],
  };
}

/**
 * The kills of the log that can be of a descendant: of a process that was seen in the task, if there
 * is such a one, otherwise not of a process of another task or older than
 * this one, not in another cgroup, and not of far more memory than the task was ever seen
 * to hold, or of more when there is a rival that held so much.
 */
function possibleKills(seen: OomCase): LoggedKill[] {
  const { log = [], group, ofOthers, atPeak } = seen;
  const ofThis = log.filter(({ pid }) => atPeak.has(pid));
  if (ofThis.length > 0) {
    return ofThis;
  }
  if (isDwarfed(seen)) {
    return [];
  }
  return log.filter(
    (kill) =>
      !ofOthers.has(kill.pid) &&
      seen.canBeOfTask(kill.pid) &&
      (group === undefined || kill.group === undefined || kill.group === group) &&
      canHaveHeld(seen, kill.anonRss) &&
      (mostOf(seen) >= kill.anonRss ||
        !seen.competingTasks.some(({ most }) => most >= kill.anonRss)),
  );
}

/** So many looks tell how large a task is, and so much may be missed by them: bytes. */
const ENOUGH_LOOKS = 3;
const MISSED_BETWEEN_LOOKS = 256 * 1024 * 1024;

/** Whether a process of the task can have held so much, given what was seen of the whole task. */
function canHaveHeld({ measured }: OomCase, bytes: number): boolean {
  return (
    measured === undefined ||
    measured.looks < ENOUGH_LOOKS ||
    bytes <= 2 * measured.most + MISSED_BETWEEN_LOOKS
  );
}

/**
 * Whether another task was far larger. The kernel kills the largest process there is, and only one
 * of a cgroup of the task's own is this task's for certain.
 */
function isDwarfed(seen: OomCase): boolean {
  return !seen.kills.exact && 4 * mostOf(seen) < seen.largestOther;
}

/** Whether there is a rival for each counted kill that lost more than this task ever held. */
function isOfRivals(seen: OomCase): boolean {
  const { kills, competingTasks } = seen;
  const larger = competingTasks.filter(({ lost }) => lost > mostOf(seen));
  return !kills.exact && larger.length >= kills.count;
}

function mostOf({ measured }: OomCase): number {
  return measured?.most ?? 0;
}

function countedScope({ kills, memory }: OomCase): 'group' | 'host' {
  const ofGroup = kills.counter !== 'machine' && memory.limit !== undefined;
  return ofGroup && kills.limitReached !== false ? 'group' : 'host';
}

/** V8 aborts when its heap is full: the task itself, or a process below it. */
function fullHeap(seen: OomCase, end: ProcessEnd | undefined): Finding | undefined {
  const { heap: said } = seen.words;
  if (said === undefined) {
    return undefined;
  }
  const aborted = end !== undefined && signalOf(end) === 'SIGABRT';
  const tied =
    said.pid !== undefined &&
    (said.pid === end?.pid || seen.canBeOfTask(said.pid)) &&
    !seen.isAlive(said.pid) &&
    // A heap far larger than all the task ever held is a quotation.
    (said.heap === undefined || canHaveHeld(seen, said.heap));
  // The words of a process in a container's pid namespace cannot be tied; that the task aborted
  // speaks for them all the same. Where nothing aborted, nothing does.
  if (!aborted && !tied) {
    return undefined;
  }
  return {
    kind: 'v8-heap-limit',
    of: aborted ? 'task' : 'descendant',
    heap: said.heap,
    confidence: aborted && (tied || said.pid === undefined) ? 'certain' : 'likely',
    evidence: [
      ...(end ? [evidenceOf(end)] : []),
      { kind: 'heap-words', words: said.words, heap: said.heap },
    ],
  };
}

/** Node ends a worker thread whose heap is full by an error in the thread that started it. */
function fullWorker({ words }: OomCase, end: ProcessEnd): Finding | undefined {
  // Whoever goes on after it decides by itself, and whoever quotes it goes on.
  return words.worker?.last !== true
    ? undefined
    : {
        kind: 'v8-heap-limit',
        of: 'worker-thread',
        heap: undefined,
        confidence: 'code' in end && end.code === 1 ? 'certain' : 'likely',
        evidence: [
          evidenceOf(end),
          { kind: 'heap-words', words: words.worker.words, heap: undefined },
        ],
      };
}

function evidenceOf(end: ProcessEnd): Evidence {
  return 'signal' in end
    ? { kind: 'exit-signal', pid: end.pid, signal: end.signal }
    : { kind: 'exit-code', pid: end.pid, code: end.code };
}

function evidenceOfKill({ kills, words }: OomCase, logged: LoggedKill | undefined) {
  const evidence: Evidence[] = [];
  if (logged !== undefined) {
    const { pid, command, anonRss } = logged;
    evidence.push({ kind: 'kernel-log', pid, command, anonRss });
  }
  if (kills.count > 0 && kills.counter !== undefined) {
    const { counter, count } = kills;
    evidence.push(
      counter === 'machine'
        ? { kind: 'oom-kills', of: 'machine', count }
        : { kind: 'oom-kills', of: 'group', group: counter.group, count },
    );
  }
  if (words.killed !== undefined) {
    evidence.push({ kind: 'killed-words', words: words.killed });
  }
  return evidence;
}
