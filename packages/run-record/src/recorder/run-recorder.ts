import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, replaceFile, thisProcess } from '@nx-peak/host';
import type { MemoryMeasurement, NxGroupType, RunRecord, RunState } from '../record/run-record';
import { pruneRuns } from '../runs/prune-runs';
import { newRunId, RECORD_FILE, runsFolder, SAMPLES_FILE } from '../runs/run-folders';
import { holdMsFor } from '../samples/memory-in-use';
import type { SampleLine } from '../samples/sample-line';
import { SampleWriter } from '../samples/sample-writer';
import { maskedCommand, maskedProcess } from './masked-process';
import type { EndedTask, NamedTask, RunRecorderOptions, StartedTask } from './options';
import { RecordModel } from './record-model';
import { SampleCoalescer, type Tick } from './sample-coalescer';
import { SampleLines } from './sample-lines';
import { ThrottledFile } from './throttled-file';

const KEPT_RUNS = 20;
const MOST_SAMPLE_BYTES = 4 * 1024 * 1024;

/** The least time between two writes of `run.json` while the run goes on, in milliseconds. */
const RECORD_EVERY_MS = 1000;
/** The least time between two writes of samples, in milliseconds. */
const SAMPLES_EVERY_MS = 100;
/** Writing takes at most a fiftieth of the time. */
const REST_FACTOR = 50;
const MOST_PROCESSES = 20;

/**
 * Records one run in a folder of its own: `run.json`, replaced as a whole, and `samples.ndjson`,
 * appended to. Both are readable at any moment, also after this process was killed; they may then be
 * a second and some 100 ms old.
 *
 * No method throws, and none waits. When the disk is full, or the folder cannot be written, that is
 * reported once and nothing more is written.
 */
export class RunRecorder {
  /** The name of the run; nested runs name it as their parent. */
  readonly id: string;
  readonly folder: string;

  readonly #options: RunRecorderOptions;
  readonly #model: RecordModel;
  readonly #coalescer = new SampleCoalescer((tick) => {
    this.#ticked(tick);
  });
  readonly #lines = new SampleLines();
  /** Lines that are not written yet. */
  #waiting: SampleLine[] = [];
  #samples: SampleWriter | undefined;
  readonly #samplesFile: ThrottledFile;
  readonly #recordFile: ThrottledFile;
  /** Nothing is written (any more). */
  #quiet: boolean;
  #reported = false;

  constructor(options: RunRecorderOptions) {
    const { root, measuring, startedAt = Date.now(), versions = {} } = options;
    this.#options = options;
    this.id = options.id ?? newRunId(startedAt);
    this.folder = join(runsFolder(root), this.id);
    this.#quiet = options.inMemory === true;
    const holdMs = holdMsFor(measuring.intervalMs);
    this.#model = new RecordModel({
      ...options,
      id: this.id,
      startedAt,
      versions,
      process: thisProcess(),
      command: maskedCommand(options.command, options.secretPatterns),
      holdMs,
    });
    this.#recordFile = new ThrottledFile({
      everyMs: RECORD_EVERY_MS,
      restFactor: REST_FACTOR,
      write: () => {
        this.#write(() => {
          this.#replaceRecord();
        });
      },
    });
    this.#samplesFile = new ThrottledFile({
      everyMs: SAMPLES_EVERY_MS,
      restFactor: REST_FACTOR,
      write: () => {
        this.#write(() => {
          this.#appendWaiting();
        });
      },
    });
    this.#write(() => {
      makeFolders(root, runsFolder(root), this.folder);
      this.#replaceRecord();
      this.#samples = new SampleWriter(join(this.folder, SAMPLES_FILE), {
        mostBytes: options.mostSampleBytes ?? MOST_SAMPLE_BYTES,
        holdMs,
      });
    });
    if (!this.#quiet) {
      this.#attempt('Old records cannot be deleted', () => {
        pruneRuns(root, options.keep ?? KEPT_RUNS);
      });
    }
  }

  /** A task starts. Starting one again begins it anew. */
  taskStarted(task: StartedTask): void {
    this.#model.taskStarted({ ...task, startedAt: task.startedAt ?? Date.now() });
    this.#changed();
  }

  /** Several tasks share a process, which is sampled as one: `id` is that of its samples. */
  batchStarted(id: string, taskIds: readonly string[]): void {
    this.#lines.batchStarted(id, taskIds);
  }

  /** The process of a batch is gone. */
  batchEnded(id: string): void {
    this.#coalescer.flush();
    this.#model.release(id);
    this.#lines.forget(id);
  }

  /** A task ended. One that never started here, e.g. a cache hit, is named in full. */
  taskEnded(task: NamedTask, end: EndedTask): void {
    this.#coalescer.flush();
    const { processesAtPeak, endedAt = Date.now() } = end;
    this.#model.taskEnded(task, {
      ...end,
      endedAt,
      processesAtPeak: processesAtPeak
        ?.slice(0, MOST_PROCESSES)
        .map((process) => maskedProcess(process, this.#options.secretPatterns)),
    });
    this.#lines.forget(task.id);
    this.#changed();
  }

  /**
   * A sample of one task or batch: samples of one moment that come in one go make one line. The
   * shape of `MemoryTrackerOptions.onSample`.
   *
   * @param rss bytes
   * @param at milliseconds since the epoch
   */
  sampled(id: string, rss: number, at = Date.now()): void {
    this.#coalescer.addTask(id, rss, at);
  }

  /**
   * A sample of a part of nx itself.
   *
   * @param rss bytes
   * @param at milliseconds since the epoch
   */
  nxSampled(groupType: NxGroupType, rss: number, at = Date.now()): void {
    this.#coalescer.addNx(groupType, rss, at);
  }

  /** What a part of nx took until now; the last call for a part counts. */
  nxMeasured(groupType: NxGroupType, measurement: MemoryMeasurement): void {
    this.#model.nxMeasured(groupType, measurement);
  }

  /** The run is over: the record is complete. */
  finish(state: Extract<RunState, { kind: 'finished' | 'stopped' }>): void {
    if (this.#isOver) {
      return;
    }
    this.#coalescer.flush();
    this.#model.finish(state);
    this.#stopTimers();
    if (this.#options.inMemory === true) {
      return;
    }
    // Also after a failure: the disk may have room again, and how the run ended is worth a try.
    this.#attempt('The run is not recorded', () => {
      this.#replaceRecord();
    });
    this.#write(() => {
      this.#appendWaiting();
      this.#samples?.close();
    });
    this.#samples = undefined;
  }

  /** The record as it is now: what `run.json` will hold. */
  record(): RunRecord {
    return this.#model.record(Date.now());
  }

  get #isOver(): boolean {
    return this.#model.state.kind !== 'running';
  }

  #ticked(tick: Tick): void {
    if (this.#isOver) {
      return;
    }
    this.#model.sampled(tick);
    if (!this.#quiet) {
      this.#waiting.push(this.#lines.line(tick));
      this.#samplesFile.changed();
    }
  }

  #changed(): void {
    if (!this.#quiet && !this.#isOver) {
      this.#recordFile.changed();
    }
  }

  #replaceRecord(): void {
    replaceFile(join(this.folder, RECORD_FILE), `${JSON.stringify(this.record(), undefined, 1)}\n`);
  }

  #appendWaiting(): void {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#samples?.append(lines);
  }

  #stopTimers(): void {
    this.#recordFile.stop();
    this.#samplesFile.stop();
  }

  /** From the first failure on nothing is written. */
  #write(step: () => void): void {
    if (!this.#quiet && !this.#attempt('The run is not recorded', step)) {
      this.#quiet = true;
      this.#waiting = [];
      this.#stopTimers();
    }
  }

  /** @returns whether the step succeeded; the first failure of all is reported */
  #attempt(what: string, step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      if (!this.#reported) {
        this.#reported = true;
        this.#report(`${what}: ${errorText(error)}`);
      }
      return false;
    }
  }

  #report(message: string): void {
    try {
      this.#options.onProblem?.(message);
    } catch {
      return; // it was reported; a listener has to handle its own failures
    }
  }
}

/**
 * Makes folders from the outermost one on. Not all in one go: on a read-only file system Node then
 * says that there is no such folder.
 */
function makeFolders(...folders: readonly [root: string, ...below: string[]]): void {
  folders.forEach((folder, level) => {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: level === 0 });
    }
  });
}
