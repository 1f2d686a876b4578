import type { TaskOutcome } from '../record/run-record';
import { RunRecorder } from '../recorder/run-recorder';
import type { SeenProcess } from '../recorder/look-lines';

export interface MadeUpRun {
  readonly root: string;
  readonly tasks: number;
  readonly parallel: number;
  /** How often the tasks are looked at altogether, in samples of one task. */
  readonly samples: number;
  /** Keeps every sample by default. */
  readonly mostSampleBytes?: number;
  /** The name of a task, by its number. */
  readonly nameOf?: (index: number) => string;
  readonly memory?: number;
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
  const { nameOf = nameOfTask, memory = 16 * 1024 * MB } = options;
  const random = randomNumbers(7);
  const looksEach = Math.max(2, Math.round(samples / tasks));
  const stepMs = 250;
  const recorder = new RunRecorder({
    root,
    command: 'nx run-many -t build test lint',
    startedAt: START,
    machine: { platform: 'linux', arch: 'x64', cpus: 8, memory },
    measuring: { intervalMs: stepMs, collector: 'procfs' },
    versions: { nx: '24.0.6', node: '22.12.0', nxPeak: '0.1.0' },
    git: { commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904', branch: 'main' },
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
      const task = makeUpTask(nameOf(started), started, looksEach, random);
      started++;
      if (random() < 0.04) {
        recorder.taskEnded(task.name, {
          startedAt: time,
          endedAt: time,
          outcome: { status: 'cached', cache: 'local' },
        });
      } else {
        recorder.taskStarted({ ...task.name, startedAt: time });
        running.push(task);
      }
    }
    const seen = new Map<string, number>();
    const processes: SeenProcess[] = [];
    for (const task of running) {
      const bytes = Math.round(task.peak * task.shape(task.looks / task.length));
      seen.set(task.name.id, bytes);
      task.largest = Math.max(task.largest, bytes);
      task.looks++;
      if (mostSampleBytes !== Infinity) {
        processes.push(...processesOf(task, bytes));
      }
    }
    recorder.look({ timestamp: time, tasks: seen, processes });
    end = time + 40;
    for (const task of running.filter(({ looks, length }) => looks >= length)) {
      running.splice(running.indexOf(task), 1);
      recorder.taskEnded(task.name, {
        endedAt: end,
        outcome: task.outcome,
        measurement: {
          peakRss: task.largest,
          samples: task.looks,
          method: 'rss',
          collector: 'procfs',
          cpuSeconds: (task.looks * stepMs) / 1000,
        },
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
  readonly outcome: Exclude<TaskOutcome, { status: 'running' }>;
  looks: number;
  largest: number;
}

function makeUpTask(
  id: string,
  index: number,
  looksEach: number,
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
    length: Math.max(1, Math.round(looksEach * (0.3 + 1.4 * random()))),
    shape: shapes[Math.floor(random() * shapes.length)] ?? ((): number => 1),
    outcome:
      random() < 0.03 ? { status: 'failed', exitCode: 1 } : { status: 'succeeded', exitCode: 0 },
    looks: 0,
    largest: 0,
  };
}

function processesOf({ pid, name }: MadeUpTask, bytes: number): SeenProcess[] {
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
    memory: Math.round(bytes * share),
    taskId: name.id,
    isRoot: index === 0,
  }));
}

function nameOfTask(index: number): string {
  const library = LIBRARIES[index % LIBRARIES.length] ?? '';
  const round = Math.floor(index / (LIBRARIES.length * TARGETS.length));
  const target = TARGETS[Math.floor(index / LIBRARIES.length) % TARGETS.length] ?? '';
  return `${library}${round === 0 ? '' : `-${round}`}:${target}`;
}

/** Numbers in [0, 1) that look random and are always the same (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
