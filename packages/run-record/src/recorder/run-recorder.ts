import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { errorText } from '../formats/error-text';
import {
  RECORD_FORMAT,
  RECORD_VERSION,
  type GitState,
  type Machine,
  type Measuring,
  type MemoryMeasurement,
  type PeakProcess,
  type RunPeak,
  type RunRecord,
  type RunState,
  type TaskDiagnosis,
  type TaskOutcome,
  type TaskRecord,
  type ToolVersions,
} from '../record/run-record';
import { thisProcess, replaceFile } from '@nx-peak/host';
import { pruneRuns } from '../runs/prune-runs';
import { newRunId, RECORD_FILE, runsFolder, SAMPLES_FILE } from '../runs/run-folders';
import { HeldMemory, holdMsFor } from '../samples/held-memory';
import { SampleWriter } from '../samples/sample-writer';
import { maskArguments, maskSecrets } from '../secrets/mask-secrets';
import { LookLines, shortened, type Look } from './look-lines';
import { PeakProcesses } from './peak-processes';

/** As one line, or as arguments: they tell where a secret that holds blanks ends. */
export type CommandLine = string | readonly string[];

export interface RunRecorderOptions {
  /** The folder of nx-peak in the workspace (`.nx/peak`); records go into its folder `runs`. */
  readonly root: string;
  /** The command line, best as its arguments; secrets in it are masked before it is written. */
  readonly command: CommandLine;
  readonly machine: Machine;
  readonly measuring: Measuring;
  /** A name made by `newRunId`; a new one by default. */
  readonly id?: string;
  readonly versions?: ToolVersions;
  readonly git?: GitState;
  /** The run whose task started this one. */
  readonly parent?: string;
  /** Milliseconds since the epoch; now by default. */
  readonly startedAt?: number;
  /** How many records are kept, this one included: 20 by default. */
  readonly keep?: number;
  /** The size that the samples of a run are kept below, in bytes: 4 MB by default. */
  readonly mostSampleBytes?: number;
  /** More shapes of secrets, see `maskSecrets`. */
  readonly secretPatterns?: readonly RegExp[];
  /** Keeps the record in memory alone: nothing is written. */
  readonly inMemory?: boolean;
  /** Told once, in a sentence, when the record cannot be written. What it throws is lost. */
  readonly onProblem?: (message: string) => void;
}

export interface StartedTask {
  readonly id: string;
  readonly project: string;
  readonly target: string;
  readonly configuration?: string | undefined;
  /** Milliseconds since the epoch; now by default. */
  readonly startedAt?: number;
}

/** A process as it was, secrets in its command line included. */
export type EndedProcess = Omit<PeakProcess, 'command'> & { readonly command?: CommandLine };

export interface EndedTask {
  readonly outcome: Exclude<TaskOutcome, { status: 'running' }>;
  /** Milliseconds since the epoch; now by default. */
  readonly endedAt?: number;
  /** When the task really started, where that is better known now. */
  readonly startedAt?: number;
  /** Absent when the task was not sampled. */
  readonly measurement?: MemoryMeasurement | undefined;
  /** By default what the looks saw at the task's peak. */
  readonly processesAtPeak?: readonly EndedProcess[];
  /** Why it failed, where memory or a kill ended it. */
  readonly death?: TaskDiagnosis | undefined;
}

const KEPT_RUNS = 20;
const MOST_SAMPLE_BYTES = 4 * 1024 * 1024;

/** The samples of one look are stamped one after the other, and looks are 10 ms apart or more. */
const SAME_LOOK_MS = 5;

/** `run.json` is written at most this often while the run goes on, in milliseconds. */
const REWRITE_MS = 1000;
/** And rarer, so that writing takes at most a fiftieth of the time. */
const REWRITE_SHARE = 50;

/**
 * Records one run of nx in a folder of its own: `run.json`, rewritten as a whole now and then, and
 * `samples.ndjson`, appended to. Both are readable at any moment, also after this process was
 * killed.
 *
 * No method throws, and none waits. When the disk is full, or the folder cannot be written, that is
 * told once and nothing more is written.
 */
export class RunRecorder {
  /** The name of the run; nested runs name it as their parent. */
  readonly id: string;
  readonly folder: string;

  readonly #options: RunRecorderOptions;
  readonly #startedAt: number;
  readonly #process = thisProcess();
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #held: HeldMemory;
  readonly #lines: LookLines;
  readonly #peakProcesses: PeakProcesses;
  #samples: SampleWriter | undefined;
  #peak: RunPeak | undefined;
  #state: RunState = { kind: 'running' };
  #quiet = false;
  #told = false;
  #gathered: { timestamp: number; tasks: Map<string, number> } | undefined;
  #nextWrite = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RunRecorderOptions) {
    this.#options = options;
    this.#startedAt = options.startedAt ?? Date.now();
    this.id = options.id ?? newRunId(this.#startedAt);
    this.folder = join(runsFolder(options.root), this.id);
    const holdMs = holdMsFor(options.measuring.intervalMs);
    this.#held = new HeldMemory({ holdMs, endOf: (id) => this.#tasks.get(id)?.endedAt });
    const mask = (text: string): string => this.#masked(text);
    this.#lines = new LookLines(mask);
    this.#peakProcesses = new PeakProcesses(mask);
    this.#quiet = options.inMemory === true;
    this.#write(() => {
      makeFolders(options.root, runsFolder(options.root), this.folder);
      this.#replaceRecord();
      this.#samples = new SampleWriter(join(this.folder, SAMPLES_FILE), {
        mostBytes: options.mostSampleBytes ?? MOST_SAMPLE_BYTES,
        holdMs,
      });
    });
    if (!this.#quiet) {
      this.#attempt('Old records cannot be deleted', () => {
        pruneRuns(options.root, options.keep ?? KEPT_RUNS);
      });
    }
  }

  /** A task starts. Starting one again begins it anew. */
  taskStarted(task: StartedTask): void {
    const { id, project, target, configuration, startedAt = Date.now() } = task;
    this.#peakProcesses.forget(id);
    this.#tasks.set(id, {
      id,
      project,
      target,
      ...(configuration !== undefined && { configuration }),
      outcome: { status: 'running' },
      startedAt,
    });
    this.#rewriteSoon();
  }

  /**
   * Several tasks share a process, which is sampled as one: `id` is that of its samples.
   */
  batchStarted(id: string, taskIds: readonly string[]): void {
    this.#lines.batchStarted(id, taskIds);
  }

  /** Such a process is gone. */
  batchEnded(id: string): void {
    this.#lookGathered();
    this.#held.release(id);
    this.#lines.forget(id);
  }

  /** A task ended. One that never started here, e.g. a cache hit, is named in full. */
  taskEnded(task: Omit<StartedTask, 'startedAt'>, end: EndedTask): void {
    const { outcome, endedAt = Date.now(), measurement, death } = end;
    this.#lookGathered();
    const known = this.#tasks.get(task.id);
    const startedAt = end.startedAt ?? known?.startedAt;
    const processesAtPeak = end.processesAtPeak?.map((process) => this.#maskedProcess(process));
    const seen = processesAtPeak ?? this.#peakProcesses.of(task.id);
    this.#tasks.set(task.id, {
      id: task.id,
      project: task.project,
      target: task.target,
      ...(task.configuration !== undefined && { configuration: task.configuration }),
      outcome,
      ...(startedAt !== undefined && { startedAt }),
      endedAt,
      ...(measurement !== undefined && { measurement }),
      ...(seen.length > 0 && { processesAtPeak: seen }),
      ...(death !== undefined && { death }),
    });
    this.#held.release(task.id);
    this.#lines.forget(task.id);
    this.#peakProcesses.forget(task.id);
    this.#rewriteSoon();
  }

  /** What one look saw, of all tasks or of some. */
  look(look: Look): void {
    const sum = this.#held.look(look.timestamp, look.tasks);
    if (sum > (this.#peak?.memory ?? 0)) {
      this.#peak = { timestamp: look.timestamp, memory: sum, tasks: this.#held.shares() };
    }
    this.#peakProcesses.look(look);
    this.#write(() => this.#samples?.append(this.#lines.line(look)));
    this.#rewriteIfDue();
  }

  /**
   * What a look saw of one task, for who is told of one task at a time: samples of one moment that
   * come in one go make one look. The shape of `MemoryTrackerOptions.onSample`.
   */
  sampled(id: string, bytes: number, at = Date.now()): void {
    const gathered = this.#gathered;
    if (
      gathered !== undefined &&
      !gathered.tasks.has(id) &&
      Math.abs(at - gathered.timestamp) <= SAME_LOOK_MS
    ) {
      gathered.tasks.set(id, bytes);
      return;
    }
    this.#lookGathered();
    this.#gathered = { timestamp: Math.round(at), tasks: new Map([[id, bytes]]) };
    if (gathered === undefined) {
      queueMicrotask(() => {
        this.#lookGathered();
      });
    }
  }

  /** The run is over: the record is complete. */
  finish(state: Extract<RunState, { kind: 'finished' | 'stopped' }>): void {
    if (this.#state.kind !== 'running') {
      return;
    }
    this.#lookGathered();
    this.#state = state;
    clearTimeout(this.#timer);
    if (this.#options.inMemory === true) {
      return;
    }
    // Also after a failure: the disk may have room again, and how the run ended is worth a try.
    this.#attempt('The run is not recorded', () => {
      this.#replaceRecord();
    });
    const samples = this.#samples;
    this.#samples = undefined;
    this.#write(() => samples?.close());
  }

  /** The record as it is now: what `run.json` will hold. */
  record(): RunRecord {
    const { command, parent, git, versions = {}, machine, measuring } = this.#options;
    return {
      format: RECORD_FORMAT,
      version: `${RECORD_VERSION.major}.${RECORD_VERSION.minor}`,
      id: this.id,
      ...(parent !== undefined && { parent }),
      process: this.#process,
      state: this.#state,
      command: this.#masked(command),
      startedAt: this.#startedAt,
      updatedAt: Date.now(),
      ...(git !== undefined && { git }),
      versions,
      machine,
      measuring,
      tasks: [...this.#tasks.values()],
      ...(this.#peak !== undefined && { peak: this.#peak }),
    };
  }

  #lookGathered(): void {
    const gathered = this.#gathered;
    this.#gathered = undefined;
    if (gathered !== undefined && this.#state.kind === 'running') {
      this.look(gathered);
    }
  }

  #replaceRecord(): void {
    const before = performance.now();
    replaceFile(join(this.folder, RECORD_FILE), `${JSON.stringify(this.record(), undefined, 1)}\n`);
    const now = performance.now();
    this.#nextWrite = now + Math.max(REWRITE_MS, REWRITE_SHARE * (now - before));
  }

  /** Now if one is due, else when it is. The timer keeps no process alive. */
  #rewriteSoon(): void {
    if (this.#state.kind !== 'running' || this.#quiet || this.#timer !== undefined) {
      return;
    }
    const wait = Math.max(0, this.#nextWrite - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#write(() => {
        this.#replaceRecord();
      });
    }, wait).unref();
  }

  /** The timer is late while the process is busy. */
  #rewriteIfDue(): void {
    if (this.#timer !== undefined && performance.now() > this.#nextWrite) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#write(() => {
        this.#replaceRecord();
      });
    }
  }

  #masked(command: CommandLine): string {
    const { secretPatterns } = this.#options;
    return typeof command === 'string'
      ? maskSecrets(command, secretPatterns)
      : maskArguments(command, secretPatterns);
  }

  #maskedProcess(process: EndedProcess): PeakProcess {
    const { command, ...rest } = process;
    return command === undefined ? rest : { ...process, command: shortened(this.#masked(command)) };
  }

  /** From the first failure on nothing is written. */
  #write(step: () => void): void {
    if (!this.#quiet && !this.#attempt('The run is not recorded', step)) {
      this.#quiet = true;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  /** @returns whether the step succeeded; the first failure of all is told */
  #attempt(what: string, step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      if (!this.#told) {
        this.#told = true;
        this.#tell(`${what}: ${errorText(error)}`);
      }
      return false;
    }
  }

  #tell(message: string): void {
    try {
      this.#options.onProblem?.(message);
    } catch {
      return; // it was told; whoever listens has to handle its own failures
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
