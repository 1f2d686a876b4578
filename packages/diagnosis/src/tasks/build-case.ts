import {
  canHaveStartedSince,
  isAlive,
  killsIn,
  type LoggedKill,
  readHostMemory,
  sharesCgroupsWithKernel,
  sharesPidsWithKernel,
} from '@nx-peak/host';
import type { Diagnosis, MemoryAtEnd } from '../diagnosis';
import type { OomCounters } from '../evidence/oom-counters';
import {
  NO_COUNTER,
  type CompetingTask,
  type CountedKills,
  type OomCase,
  type TaskEnding,
} from '../rules/oom-case';
import { HOST_COUNTER } from '../rules/oom-kill-ledger';
import { NO_MESSAGES, oomMessagesIn } from '../rules/oom-messages';
import type { TaskMemory } from './task-memory';
import type { TaskTimeline, TaskTimelines } from './task-timeline';

/** What a case is built from. */
export interface CaseSources {
  readonly timelines: TaskTimelines;
  readonly counters: OomCounters;
  readonly memory: TaskMemory;
  /** The pids of kills that other diagnoses explain. */
  readonly explainedPids: ReadonlySet<number>;
  /** The records of the kernel log; undefined where it cannot be read. */
  readonly readKernelLog: () => readonly string[] | undefined;
}

/** A kill ended a task when it was counted at most so long before the task's end. (ms) */
const RECENT_MS = 5000;

/** The kernel log's clock and ours may differ by as much. (microseconds) */
const CLOCK_DIFFERENCE_US = 5_000_000;

/**
 * Gathers everything that is known about a task which has ended. The counters have to be read before.
 *
 * @param output what the task printed, as far as it is known
 */
export function buildCase(
  timeline: TaskTimeline,
  ending: TaskEnding,
  output: string,
  sources: CaseSources,
): OomCase {
  const { memory, timelines } = sources;
  const others = timelines.othersDuring(timeline);
  const kills = countedKills(timeline, others, sources);
  const measured = memory.of(timeline.measuredAs);
  const [firstPid = 1] = timeline.pids;
  return {
    ending,
    ends: timeline.ends,
    messages: ending === 'failed' ? oomMessagesIn(output) : NO_MESSAGES,
    kills,
    log: logSince(timeline, kills, sources),
    pidsOfOthers: pidsOf(others, sources),
    pidsAtPeak: new Set(memory.processesAtPeak(timeline.measuredAs)),
    cgroup: sharesCgroupsWithKernel() ? timeline.cgroups.own?.path : undefined,
    measured,
    largestOtherBytes: others.reduce(
      (largest, { measuredAs }) => Math.max(largest, memory.of(measuredAs)?.peakBytes ?? 0),
      0,
    ),
    competingTasks: competingTasks(timeline, others, sources),
    canBeOfTask: (pid) => canHaveStartedSince(firstPid, pid),
    isRunning: isAlive,
    memory: memoryAtEnd(timeline, measured?.lastBytes, sources),
  };
}

function countedKills(
  timeline: TaskTimeline,
  others: readonly TaskTimeline[],
  { counters }: CaseSources,
): CountedKills {
  const { ledger } = counters;
  const { cgroups, startedAt } = timeline;
  const counter = counters.counterOf(cgroups);
  if (counter === undefined) {
    return NO_COUNTER;
  }
  // Up to now, not to the task's end: the reading that counts its kill comes after that.
  const now = performance.now();
  const newest = ledger.newestWithin(counter, startedAt, now);
  return {
    counter,
    exact:
      counter.kind !== 'host' &&
      cgroups !== counters.ours &&
      others.every((other) => other.cgroups.own?.path !== cgroups.own?.path),
    count: ledger.countedWithin(counter, startedAt, now),
    recent: newest !== undefined && newest.to >= (timeline.endedAt ?? now) - RECENT_MS,
    alone:
      newest !== undefined &&
      others.every(
        (other) => other.startedAt >= newest.to || (other.endedAt ?? now) <= newest.from,
      ),
    limitReached: counters.limitWasReached(cgroups),
  };
}

/** The kernel log is read only when a kill was counted, or nothing counts kills. */
function logSince(
  { startedAt, startedAtInKernelLog }: TaskTimeline,
  { count, counter }: CountedKills,
  { counters: { ledger }, readKernelLog }: CaseSources,
): LoggedKill[] | undefined {
  const counted = count > 0 || ledger.countedWithin(HOST_COUNTER, startedAt, performance.now()) > 0;
  if ((!counted && counter !== undefined) || !sharesPidsWithKernel()) {
    return undefined;
  }
  const records = readKernelLog();
  const earliest = startedAtInKernelLog - CLOCK_DIFFERENCE_US;
  return records && killsIn(records).filter(({ time }) => time >= earliest);
}

function pidsOf(
  others: readonly TaskTimeline[],
  { memory, explainedPids }: CaseSources,
): ReadonlySet<number> {
  const pids = others.flatMap((other) => [
    ...other.pids,
    ...memory.processesAtPeak(other.measuredAs),
  ]);
  return new Set([...pids, ...explainedPids]);
}

function competingTasks(
  { cgroups, startedAt }: TaskTimeline,
  others: readonly TaskTimeline[],
  { counters, memory }: CaseSources,
): CompetingTask[] {
  const counter = counters.counterOf(cgroups);
  const rises =
    counter === undefined
      ? []
      : counters.ledger.unexplainedWithin(counter, startedAt, performance.now());
  if (rises.length === 0) {
    return [];
  }
  // By the id of their samples: tasks of one batch compete as one.
  const competing = new Map<string, CompetingTask>();
  for (const { startedAt: from, endedAt: to = Infinity, diagnosis, measuredAs } of others) {
    const meanwhile = rises.filter((rise) => to > rise.from && from < rise.to);
    const measured = memory.of(measuredAs);
    if (meanwhile.length > 0 && measured !== undefined && !isOutOfMemory(diagnosis)) {
      const { peakBytes, lastBytes } = measured;
      // A task that ends at once because of its loss has no sample in between.
      const endedWithIt = meanwhile.some((rise) => to <= rise.to);
      const lostBytes = endedWithIt ? peakBytes : peakBytes - lastBytes;
      competing.set(measuredAs, { peakBytes, lostBytes });
    }
  }
  return [...competing.values()];
}

/** Whether a diagnosis explains what a task lost. */
function isOutOfMemory(diagnosis: Diagnosis | undefined): boolean {
  return diagnosis?.kind === 'out-of-memory' || diagnosis?.kind === 'v8-heap-limit';
}

function memoryAtEnd(
  timeline: TaskTimeline,
  currentBytes: number | undefined,
  { timelines, memory }: CaseSources,
): MemoryAtEnd {
  const { limit } = timeline.cgroups;
  const others = timelines
    .idsRunningBeside(timeline)
    .flatMap((id) => {
      const rssBytes = memory.of(id)?.lastBytes;
      return rssBytes === undefined ? [] : [{ taskId: id, rssBytes }];
    })
    .sort((one, other) => other.rssBytes - one.rssBytes);
  return {
    currentBytes,
    limit: limit && { bytes: limit.bytes, cgroup: limit.cgroup },
    hostBytes: readHostMemory().total,
    others,
  };
}
