import type { ProcessDescription, ProcessGroup, ProcessSample, SampleLine } from './sample-line';

/** What a line turned out to be. */
export type ParsedLine =
  | { readonly kind: 'sample'; readonly line: SampleLine }
  /** A record of another type, which other tools may write in between. */
  | { readonly kind: 'other' }
  /** Not as the format says; `reason` is one sentence. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** The last instant that a Date can hold, in milliseconds since the epoch. */
const LAST_INSTANT = 8.64e15;

/** Reads one line of a file of samples, ours or Nx's own. */
export function parseSampleLine(text: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return invalid(`not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) {
    return invalid(`expected an object, got ${excerpt(value)}`);
  }
  if (!('processes' in value) && !('groupMemory' in value)) {
    return { kind: 'other' };
  }
  const { timestamp, processes = [], groupMemory, metadata } = value;
  if (!isCount(timestamp) || timestamp > LAST_INSTANT) {
    return invalid(`"timestamp" must be milliseconds since the epoch, got ${excerpt(timestamp)}`);
  }
  if (!Array.isArray(processes)) {
    return invalid(`"processes" must be a list, got ${excerpt(processes)}`);
  }
  for (const process of processes as unknown[]) {
    if (!isProcess(process)) {
      return invalid(
        `an element of "processes" must have a pid and a memory, got ${excerpt(process)}`,
      );
    }
  }
  if (groupMemory !== undefined && !isGroupMemory(groupMemory)) {
    return invalid(`"groupMemory" must hold bytes by group, got ${excerpt(groupMemory)}`);
  }
  if (metadata !== undefined && metadata !== null && !isObject(metadata)) {
    return invalid(`"metadata" must be an object, got ${excerpt(metadata)}`);
  }
  return {
    kind: 'sample',
    line: {
      timestamp,
      processes: processes as ProcessSample[],
      ...(groupMemory !== undefined && { groupMemory }),
      ...(isObject(metadata) && {
        metadata: {
          groups: entriesThat(metadata['groups'], isGroup),
          processes: entriesThat(metadata['processes'], isDescription),
        },
      }),
    },
  };
}

function invalid(reason: string): ParsedLine {
  return { kind: 'invalid', reason };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isProcess(value: unknown): value is ProcessSample {
  return isObject(value) && isCount(value['pid']) && isCount(value['memory']);
}

function isGroupMemory(value: unknown): value is Record<string, number> {
  return isObject(value) && Object.values(value).every(isCount);
}

function isGroup(value: unknown): value is ProcessGroup {
  return isObject(value) && typeof value['groupType'] === 'string';
}

function isDescription(value: unknown): value is ProcessDescription {
  return isObject(value) && typeof value['groupId'] === 'string';
}

/** Definitions that are not understood are left out: their processes then belong to no group. */
function entriesThat<T>(value: unknown, is: (entry: unknown) => entry is T): Record<string, T> {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, T] => is(entry[1])),
      )
    : {};
}

function excerpt(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
