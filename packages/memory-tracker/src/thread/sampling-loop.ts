import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { now, toEpoch } from '@nx-peak/host/procfs';
import { ProcfsCollector } from '../collectors/procfs/procfs-collector';
import { PeakAccumulator } from '../peak/peak-accumulator';
import type { PeakProcesses } from '../peak/peak-processes';
import { Sampler } from '../sampler/sampler';
import type { TrackerNotice } from '../tracker-notice';
import { CommandRing } from './command-ring';
import { Control } from './control';
import type { Command, Report, SharedMeasurementMemory, ThreadStart } from './protocol';
import { SampleRing } from './sample-ring';
import type { SharedMeasurement } from './shared-measurement';
import { SharedPeak } from './shared-peak';
import { SharedProcessList } from './shared-process-list';

/** One id, and where its measurements go. */
interface Tracked {
  readonly key: number;
  readonly accumulator: PeakAccumulator;
  readonly shared: SharedMeasurement;
  /** The processes of a peak that this tick found. */
  listed: PeakProcesses | undefined;
}

/**
 * What the sampling thread does. It measures with /proc alone, which needs no event loop, so it never
 * returns to one: it sleeps until the next tick is due or somebody wakes it, and goes on while the main
 * thread is busy. It ends when it is told to, or when /proc cannot be used.
 */
export class SamplingLoop {
  readonly #port: MessagePort | null;
  readonly #control: Control;
  readonly #commands: CommandRing<Command>;
  readonly #sampler: Sampler;
  readonly #shared = new Map<number, SharedMeasurement>();
  readonly #byKey = new Map<number, Tracked>();
  readonly #byAccumulator = new Map<PeakAccumulator, Tracked>();
  #gaveUp = false;

  constructor(start: ThreadStart, port: MessagePort | null) {
    const samples = start.samples === undefined ? undefined : new SampleRing(start.samples);
    this.#port = port;
    this.#control = new Control(start.control);
    this.#commands = new CommandRing<Command>(start.commands);
    this.#sampler = new Sampler({
      chain: { collectors: ['procfs'], why: '' },
      createCollector: () => new ProcfsCollector(),
      intervalMs: start.intervalMs,
      onSample:
        samples === undefined
          ? undefined
          : (accumulator, bytes, at) => {
              samples.put(this.#byAccumulator.get(accumulator)?.key ?? 0, toEpoch(at), bytes);
            },
      onPeakProcesses: start.listProcesses
        ? (accumulator, listed) => {
            const tracked = this.#byAccumulator.get(accumulator);
            if (tracked !== undefined) {
              tracked.listed = listed;
            }
          }
        : undefined,
      notify: (notice) => {
        this.#notify(notice);
      },
    });
  }

  /** Returns when it is told to end, or cannot measure. */
  run(): void {
    // Most of what a tick costs is code and data that the processor has forgotten since the last one,
    // so nothing is done twice: commands wait until a tick is due, unless that is too late for them,
    // and a tick for ids that are over by then is not taken.
    for (let due = true, first = true; !this.#control.isStopped && !this.#gaveUp; first = false) {
      const { wakes } = this.#control;
      if (this.#takeCommands() && due && !first) {
        due = this.#sampler.dueAt() <= now();
      }
      if (due || this.#control.isTickWanted) {
        this.#tick();
      }
      const dueAt = this.#sampler.dueAt();
      this.#control.sleepsUntil(dueAt);
      if (!this.#commands.isEmpty) {
        due = false; // a command came before it was known until when this sleeps
        continue;
      }
      const wait = dueAt - now();
      due = wait <= 0 || this.#control.sleep(wakes, wait);
    }
    this.#sampler.dispose();
  }

  #tick(): void {
    const sampler = this.#sampler;
    void sampler.tick();
    for (const tracked of this.#byKey.values()) {
      const { key, accumulator, shared } = tracked;
      // Before the peak, so that who reads them last never gets those of a lower one.
      if (tracked.listed !== undefined) {
        shared.processes?.publish(key, tracked.listed);
        tracked.listed = undefined;
      }
      shared.peak.publish(key, accumulator.state);
    }
    this.#control.ticked(sampler.intervalMs, sampler.lastTickMs ?? 0, sampler.newProcessesFrom);
    if (sampler.isHealthy) {
      this.#control.ready();
    }
  }

  /** @returns whether there were any */
  #takeCommands(): boolean {
    let taken = false;
    for (let command = this.#commands.take(); command !== undefined;) {
      taken = true;
      this.#obey(command);
      command = this.#commands.take();
    }
    return taken;
  }

  #obey(command: Command): void {
    switch (command.kind) {
      case 'track': {
        const tracked = this.#trackedOf(command.key, command.shared);
        if (tracked !== undefined) {
          this.#sampler.add(tracked.accumulator, command.root, command.peeked);
        }
        break;
      }
      case 'drop': {
        const tracked = this.#byKey.get(command.key);
        if (tracked !== undefined) {
          this.#byKey.delete(command.key);
          this.#byAccumulator.delete(tracked.accumulator);
          this.#sampler.drop(tracked.accumulator);
        }
        break;
      }
    }
  }

  /** Undefined when its memory never came: the main thread has closed the port, and reads no more. */
  #trackedOf(key: number, number: number): Tracked | undefined {
    let tracked = this.#byKey.get(key);
    const shared = this.#sharedOf(number);
    if (tracked === undefined && shared !== undefined) {
      tracked = { key, accumulator: new PeakAccumulator(), shared, listed: undefined };
      this.#byKey.set(key, tracked);
      this.#byAccumulator.set(tracked.accumulator, tracked);
    }
    return tracked;
  }

  #sharedOf(number: number): SharedMeasurement | undefined {
    if (!this.#shared.has(number) && this.#port !== null) {
      for (let received = receiveMessageOnPort(this.#port); received !== undefined;) {
        const memory = received.message as SharedMeasurementMemory;
        this.#shared.set(memory.number, {
          number: memory.number,
          peak: new SharedPeak(memory.peak),
          processes: memory.processes && new SharedProcessList(memory.processes),
        });
        received = receiveMessageOnPort(this.#port);
      }
    }
    return this.#shared.get(number);
  }

  #notify(notice: TrackerNotice): void {
    if (notice.kind === 'collector-given-up') {
      this.#gaveUp = true;
      this.#report({ kind: 'gave-up', reason: notice.reason, failures: notice.failures });
    } else {
      this.#report({ kind: 'notice', notice });
    }
  }

  #report(report: Report): void {
    this.#port?.postMessage(report);
  }
}
