import type { TaskOutcome } from '../record/run-record';
import { RunRecorder } from '../recorder/run-recorder';
import type { EndedProcess } from '../recorder/options';

export interface MadeUpRun {
  readonly root: string;
  readonly tasks: number;
  readonly parallel: number;
  /** How many samples of one task there are altogether. */
  readonly samples: number;
  /** Keeps every sample by default. */
  readonly mostSampleBytes?: number;
  /** The name of a task, by its number. */
  readonly nameOf?: (index: number) => string;
  readonly memoryBytes?: number;
  /** Samples nx itself, too. */
  readonly withNx?: boolean;
}

const MB = 1024 * 1024;
const START = Date.UTC(2026, 0, 5, 10, 15);
const LIBRARIES = ['cart', 'catalog', 'checkout', 'search', 'account', 'orders', 'admin', 'ui-kit'];
const TARGETS = ['build', 'test', 'lint', 'e2e'];

/**
 * Records a run that never was, always the same for the same options: tasks of different lengths and
 * shapes, a number of them at once. For pages of any size; what real runs look like is in the
 * recorded ones.
 *
 * @returns the folder of the record
 */
export function makeUpRun(options: MadeUpRun): string {
  const { root, tasks, parallel, samples, mostSampleBytes = Infinity } = options;
  const { nameOf = nameOfTask, memoryBytes = 16 * 1024 * MB, withNx = false } = options;
  const random = randomNumbers(7);
  const samplesEach = Math.max(2, Math.round(samples / tasks));
  const stepMs = 250;
  const recorder = new RunRecorder({
    root,
    command: 'nx run-many -t build test lint',
    startedAt: START,
    machine: { platform: 'linux', arch: 'x64', cpus: 8, memoryBytes },
    measuring: { intervalMs: stepMs, collector: 'procfs' },
    versions: { nx: '24.0.6', node: '22.12.0', nxPeak: '0.1.0' },
    source: { commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904', branch: 'main' },
    mostSampleBytes,
    onProblem: (message) => {
      throw new Error(message);
    },
  });
  const running: MadeUpTask[] = [];
  let started = 0;
  let end = START;
  for (let time = START; started < tasks || running.length > 0; time += stepMs) {
    while (running.length < parallel && started < tasks) {
      const task = makeUpTask(nameOf(started), started, samplesEach, random);
      started++;
      if (random() < 0.04) {
        recorder.taskEnded(task.name, {
          startedAt: time,
          endedAt: time,
          outcome: { kind: 'cached', cache: 'local' },
        });
      } else {
        recorder.taskStarted({ ...task.name, startedAt: time });
        running.push(task);
      }
    }
    for (const task of running) {
      const bytes = Math.round(task.peak * task.shape(task.sampled / task.length));
      recorder.sampled(task.name.id, bytes, time);
      task.largest = Math.max(task.largest, bytes);
      task.sampled++;
    }
    if (withNx) {
      recorder.nxSampled('MainCLI', Math.round((210 + 40 * Math.sin(time / 9e3)) * MB), time);
      recorder.nxSampled('MainCliSubprocesses', 330 * MB, time);
      recorder.nxSampled('Daemon', 180 * MB, time);
    }
    end = time + 40;
    for (const task of running.filter(({ sampled, length }) => sampled >= length)) {
      running.splice(running.indexOf(task), 1);
      recorder.taskEnded(task.name, {
        endedAt: end,
        outcome: task.outcome,
        measurement: {
          peakRss: task.largest,
          samples: task.sampled,
          method: 'rss',
          collector: 'procfs',
          cpuSeconds: (task.sampled * stepMs) / 1000,
        },
        ...(mostSampleBytes !== Infinity && { processesAtPeak: processesOf(task, task.largest) }),
      });
    }
  }
  recorder.finish({ kind: 'finished', endedAt: end, exitCode: 0 });
  return recorder.folder;
}

interface MadeUpTask {
  readonly pid: number;
  readonly name: { readonly id: string; readonly project: string; readonly target: string };
  readonly peak: number;
  readonly length: number;
  readonly shape: (part: number) => number;
  readonly outcome: Exclude<TaskOutcome, { kind: 'running' }>;
  sampled: number;
  largest: number;
}

function makeUpTask(
  id: string,
  index: number,
  samplesEach: number,
  random: () => number,
): MadeUpTask {
  const [project = id, target = 'build'] = id.split(':');
  const shapes = [
    (part: number): number => Math.min(1, 0.3 + 3 * part), // up, and stays
    (part: number): number => 0.25 + 0.75 * part, // grows to the end
    (part: number): number => 0.35 + 0.65 * Math.exp(-(((part - 0.6) * 8) ** 2)), // a spike
    (part: number): number => 0.7 + 0.3 * Math.abs(Math.sin(part * 15)), // a worker at a time
  ];
  const weight = random();
  return {
    pid: 4000 + index * 10,
    name: { id, project, target },
    peak: (90 + 2200 * weight ** 4) * MB,
    length: Math.max(1, Math.round(samplesEach * (0.3 + 1.4 * random()))),
    shape: shapes[Math.floor(random() * shapes.length)] ?? ((): number => 1),
    outcome: random() < 0.03 ? { kind: 'failed', exitCode: 1 } : { kind: 'succeeded', exitCode: 0 },
    sampled: 0,
    largest: 0,
  };
}

function processesOf({ pid, name }: MadeUpTask, bytes: number): EndedProcess[] {
  const shares: [string, string, number][] = [
    ['node', `node node_modules/.bin/${name.target} --project ${name.project}`, 0.62],
    ['node', 'node node_modules/jest-worker/build/workers/processChild.js', 0.2],
    ['node', 'node node_modules/jest-worker/build/workers/processChild.js', 0.15],
    ['sh', `sh -c ${name.target} --project ${name.project}`, 0.03],
  ];
  return shares.map(([processName, command, share], index) => ({
    pid: pid + index,
    ppid: index === 0 ? 3999 : pid,
    name: processName,
    command,
    rss: Math.round(bytes * share),
  }));
}

function nameOfTask(index: number): string {
  const library = LIBRARIES[index % LIBRARIES.length] ?? '';
  const round = Math.floor(index / (LIBRARIES.length * TARGETS.length));
  const target = TARGETS[Math.floor(index / LIBRARIES.length) % TARGETS.length] ?? '';
  return `${library}${round === 0 ? '' : `-${round}`}:${target}`;
}

/** Numbers in [0, 1) as if at random that are always the same (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
