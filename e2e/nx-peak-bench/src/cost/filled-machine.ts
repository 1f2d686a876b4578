import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import type { NativeTools } from '../truth/native-tools';
import { endGroup, startGroup, untilReady } from './task-family';

/** A machine with more processes than it has by itself. */
export interface FilledMachine {
  /** How many it has now. */
  readonly processes: number;
  empty(): Promise<void>;
}

/** Starts sleeping processes until there are so many; none when there are already. */
export async function filledMachine(
  { workload }: NativeTools,
  processes: number,
): Promise<FilledMachine> {
  const lacking = processes - processCount();
  let sleepers: ChildProcess | undefined;
  if (lacking > 0) {
    sleepers = startGroup(workload, ['sleepers', String(lacking)]);
    await untilReady(sleepers);
  }
  return {
    processes: processCount(),
    empty: async () => {
      if (sleepers !== undefined) {
        await endGroup(sleepers);
      }
    },
  };
}

function processCount(): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
}
