import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { now, toEpoch } from '@nx-peak/host';
import { collectorsOf } from '../collectors/create-collector';
import type { PeakProcesses } from '../peak/peak-processes';
import { Sampler } from '../sampler/sampler';
import { PeakAccumulator } from '../peak/peak-accumulator';
import { SharedPeak } from './shared-peak';
import { SharedProcessList } from './shared-process-list';
import { Control, type Command, type Report, type ThreadStart } from './protocol';
import { SampleRing } from './sample-ring';

/** One id, and where its measurements go. */
interface Tracked {
  readonly accumulator: PeakAccumulator;
  readonly board: SharedPeak;
  readonly processes: SharedProcessList | undefined;
  /** The processes of a peak that this look found. */
  listed: PeakProcesses | undefined;
}

/**
 * The entry of the sampling thread. It measures with /proc alone, which needs no event loop, so it
 * never returns to one: it sleeps until the next look is due or somebody wakes it, and goes on
 * while the main thread is busy. It ends when it is told to, or when /proc cannot be used.
 */
function run(start: ThreadStart): void {
  // What is thrown in here is expected and counted; nobody reads where it came from.
  Error.stackTraceLimit = 0;
  const control = new Control(start.control);
  const ring = start.ring === undefined ? undefined : new SampleRing(start.ring);
  const tracked = new Map<number, Tracked>();
  const keys = new Map<PeakAccumulator, number>();
  const outcome = { gaveUp: false };
  const report = (message: Report): void => {
    parentPort?.postMessage(message);
  };

  const sampler = new Sampler({
    chain: { collectors: ['procfs'], why: '' },
    createCollector: collectorsOf(undefined, undefined),
    intervalMs: start.intervalMs,
    onSample:
      ring === undefined
        ? undefined
        : (accumulator, bytes, at) => {
            ring.put(keys.get(accumulator) ?? 0, toEpoch(at), bytes);
          },
    onPeakProcesses: start.listProcesses
      ? (accumulator, listed) => {
          const known = tracked.get(keys.get(accumulator) ?? 0);
          if (known !== undefined) {
            known.listed = listed;
          }
        }
      : undefined,
    notify: (notice) => {
      if (notice.kind === 'collector-given-up') {
        outcome.gaveUp = true;
        report({ kind: 'gave up', reason: notice.reason, failures: notice.failures });
      } else {
        report({ kind: 'notice', notice });
      }
    },
  });

  const obey = (command: Command): void => {
    switch (command.kind) {
      case 'track': {
        const { key, boards, root } = command;
        let known = tracked.get(key);
        if (known === undefined) {
          known = {
            accumulator: new PeakAccumulator(),
            board: new SharedPeak(boards.measurements),
            processes: boards.processes && new SharedProcessList(boards.processes),
            listed: undefined,
          };
          tracked.set(key, known);
          keys.set(known.accumulator, key);
        }
        sampler.add(known.accumulator, root, true);
        break;
      }
      case 'drop': {
        const known = tracked.get(command.key);
        if (known !== undefined) {
          tracked.delete(command.key);
          keys.delete(known.accumulator);
          sampler.drop(known.accumulator);
        }
        break;
      }
    }
  };

  const takeCommands = (): void => {
    if (parentPort !== null) {
      for (
        let message = receiveMessageOnPort(parentPort);
        message !== undefined;
        message = receiveMessageOnPort(parentPort)
      ) {
        obey(message.message as Command);
      }
    }
  };

  const look = (): void => {
    void sampler.look();
    for (const known of tracked.values()) {
      // First, so that who reads them last never gets those of a lower peak than the measurement's.
      if (known.listed !== undefined) {
        known.processes?.publish(known.listed);
        known.listed = undefined;
      }
      known.board.publish(known.accumulator.part);
    }
    control.looked(sampler.intervalMs, sampler.lastLookMs ?? 0, sampler.birthsFrom);
    if (sampler.isHealthy) {
      control.ready();
    }
  };

  // Most of what a look costs is code and data that the processor has forgotten since the last one,
  // so what has not changed is not asked: commands come with a wake-up each, and who has slept until
  // the next look was due looks.
  let heard: number | undefined;
  for (let due = true; !control.isStopped && !outcome.gaveUp;) {
    const { wakes } = control;
    if (wakes !== heard) {
      heard = wakes;
      takeCommands();
    }
    if (due || control.isLookWanted) {
      look();
    }
    const wait = sampler.dueAt() - now();
    due = wait <= 0 || control.sleep(wakes, wait);
  }
  sampler.dispose();
}

run(workerData as ThreadStart);
