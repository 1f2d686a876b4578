import type { LoggedKill } from '@nx-peak/host';
import type { Evidence } from '../diagnosis';
import type { Finding } from './finding';
import { canHaveUsed, peakBytesOf, type OomCase } from './oom-case';
import type { ProcessEnd } from './process-end';

/** The kernel killed a process that was started for the task, or one whose end a shell passed on. */
export function killOfTask(oomCase: OomCase, end: ProcessEnd): Finding | undefined {
  const { kills, log } = oomCase;
  const itself = end.kind === 'exit-signal';
  const logged = itself ? log?.find(({ pid }) => pid === end.pid) : possibleKills(oomCase).at(-1);
  const counted = kills.count > 0 && kills.recent;
  if (logged === undefined) {
    // The log names every process that the kernel kills: somebody else killed one it does not name.
    const denied = log !== undefined && !kills.exact;
    if (!counted || denied || isDwarfed(oomCase) || isOfCompetingTasks(oomCase)) {
      return undefined;
    }
  }
  const certain =
    kills.exact ||
    (itself && logged !== undefined) ||
    (kills.alone && counted && kills.counter?.kind !== 'host');
  return {
    kind: 'out-of-memory',
    scope: logged?.scope ?? countedScope(oomCase),
    victim: 'task',
    confidence: certain ? 'certain' : 'likely',
    evidence: [end, ...evidenceOfKill(oomCase, logged)],
  };
}

/**
 * The kernel killed a process further down, and its parent decided how the task ends. What the
 * parent makes of the kill is its own decision, so it is never certain that the task failed for it.
 */
export function killOfDescendant(
  oomCase: OomCase,
  end: ProcessEnd | undefined,
): Finding | undefined {
  const { kills, log, messages } = oomCase;
  const logged = possibleKills(oomCase).at(-1);
  const counted = kills.count > 0;
  const denied = log !== undefined && logged === undefined;
  const inOutput =
    messages.kill !== undefined &&
    (logged !== undefined ||
      (counted && !denied && !isDwarfed(oomCase) && !isOfCompetingTasks(oomCase)));
  const alone =
    kills.alone && counted && !denied && (kills.counter?.kind !== 'host' || logged !== undefined);
  const atPeak = logged !== undefined && oomCase.pidsAtPeak.has(logged.pid);
  if (!(kills.exact && counted) && !inOutput && !alone && !atPeak) {
    return undefined;
  }
  return {
    kind: 'out-of-memory',
    scope: logged?.scope ?? countedScope(oomCase),
    victim: 'descendant',
    confidence: 'likely',
    evidence: [...(end ? [end] : []), ...evidenceOfKill(oomCase, logged)],
  };
}

/**
 * The kills of the log that can be of a descendant. If there is one of a process that was sampled in
 * the task, these are the ones. Otherwise a kill is left out when it is of another task's process,
 * of a process older than the task, in another cgroup, or of far more memory than the task ever
 * used; or of more memory than the task used while a competing task used so much.
 */
function possibleKills(oomCase: OomCase): LoggedKill[] {
  const { log = [], cgroup, pidsOfOthers, pidsAtPeak, competingTasks } = oomCase;
  const sampled = log.filter(({ pid }) => pidsAtPeak.has(pid));
  if (sampled.length > 0) {
    return sampled;
  }
  if (isDwarfed(oomCase)) {
    return [];
  }
  return log.filter(
    (kill) =>
      !pidsOfOthers.has(kill.pid) &&
      oomCase.canBeOfTask(kill.pid) &&
      (cgroup === undefined || kill.cgroup === undefined || kill.cgroup === cgroup) &&
      canHaveUsed(oomCase, kill.anonRssBytes) &&
      (peakBytesOf(oomCase) >= kill.anonRssBytes ||
        !competingTasks.some(({ peakBytes }) => peakBytes >= kill.anonRssBytes)),
  );
}

/**
 * Whether another task was far larger. The kernel kills the largest process, so a kill is then not
 * of this task, unless the counter of a cgroup of its own says so.
 */
function isDwarfed(oomCase: OomCase): boolean {
  return !oomCase.kills.exact && 4 * peakBytesOf(oomCase) < oomCase.largestOtherBytes;
}

/** Whether each counted kill has a competing task that lost more than this task ever used. */
function isOfCompetingTasks(oomCase: OomCase): boolean {
  const { kills, competingTasks } = oomCase;
  const larger = competingTasks.filter(({ lostBytes }) => lostBytes > peakBytesOf(oomCase));
  return !kills.exact && larger.length >= kills.count;
}

function countedScope({ kills, memory }: OomCase): 'cgroup' | 'host' {
  const inLimitedCgroup = kills.counter?.kind !== 'host' && memory.limit !== undefined;
  return inLimitedCgroup && kills.limitReached !== false ? 'cgroup' : 'host';
}

function evidenceOfKill(
  { kills: { counter, count }, messages }: OomCase,
  logged: LoggedKill | undefined,
): Evidence[] {
  const evidence: Evidence[] = [];
  if (logged !== undefined) {
    const { pid, command, anonRssBytes } = logged;
    evidence.push({ kind: 'kernel-log', pid, command, anonRssBytes });
  }
  if (count > 0 && counter !== undefined) {
    evidence.push({ kind: 'oom-kill-counter', counter, count });
  }
  if (messages.kill !== undefined) {
    evidence.push({ kind: 'kill-message', message: messages.kill });
  }
  return evidence;
}
