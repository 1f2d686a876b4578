import { performance } from 'node:perf_hooks';
import { ContenderProcess } from '../contenders/contender-process';
import { CONTENDERS, type ContenderName } from '../contenders/names';
import { progress } from '../support/progress';
import { wait } from '../support/wait';
import type { NativeTools } from '../truth/native-tools';
import { filledMachine } from './filled-machine';
import type { CpuCell, CpuWindow, Shape } from './result';
import { SHAPES, TREE, TWENTY } from './shapes';
import { TaskFamilies } from './task-family';

/** Which shapes on machines of how many processes. */
interface Machine {
  readonly processes: number;
  readonly shapes: readonly Shape[];
}

/** 1,000 is there for the tree alone, whose cost per sample is what grows with the machine. */
const MACHINES: readonly Machine[] = [
  { processes: 130, shapes: SHAPES },
  { processes: 500, shapes: SHAPES },
  { processes: 1000, shapes: [TREE] },
  { processes: 2000, shapes: SHAPES },
];

const QUICK: readonly Machine[] = [
  { processes: 130, shapes: [TREE, TWENTY] },
  { processes: 1000, shapes: [TREE] },
];

/** The periods of all contenders that have one go into it without a rest. */
const WINDOW_MS = 2000;
const WINDOWS = 2;

/** How many windows a shape gets that a goal is about. */
const GOAL_WINDOWS = 6;

/** A contender's code is compiled after the one; new tasks are not new any more after the other. */
const WARM_UP_MS = 6000;
const SETTLE_MS = 1000;
const BASELINE_MS = 1000;

export interface CpuOptions {
  readonly quick: boolean;
  readonly runs: number | undefined;
}

/** One contender after another, so that none pays for what another does to the machine. */
export async function measureCpu(
  tools: NativeTools,
  { quick, runs }: CpuOptions,
): Promise<CpuCell[]> {
  const cells: CpuCell[] = [];
  const windowsOf = (shape: Shape): number =>
    runs ?? (quick ? 1 : [TREE, TWENTY].includes(shape) ? GOAL_WINDOWS : WINDOWS);
  for (const { processes, shapes } of quick ? QUICK : MACHINES) {
    const machine = await filledMachine(tools, processes);
    try {
      for (const contender of CONTENDERS) {
        cells.push(...(await cellsOf(contender, tools, machine.processes, { shapes, windowsOf })));
      }
    } finally {
      await machine.empty();
    }
  }
  return cells;
}

async function cellsOf(
  name: ContenderName,
  tools: NativeTools,
  machine: number,
  {
    shapes,
    windowsOf,
  }: { readonly shapes: readonly Shape[]; readonly windowsOf: (shape: Shape) => number },
): Promise<CpuCell[]> {
  const contender = new ContenderProcess(name);
  const cells: CpuCell[] = [];
  try {
    await contender.ask('start', {});
    const idle = await cpuDuring(contender, BASELINE_MS);
    const msPerMs = idle.cpuMs / idle.ms;
    await withTasks(contender, tools, TREE, () => wait(WARM_UP_MS));
    for (const shape of shapes) {
      progress(`cpu: ${machine} processes, ${shape.title}, ${name}`);
      await withTasks(contender, tools, shape, async (ids) => {
        await wait(SETTLE_MS);
        const measured: CpuWindow[] = [];
        for (let i = 0; i < windowsOf(shape); i++) {
          measured.push(await windowOf(contender, ids, msPerMs));
        }
        cells.push({ contender: name, shape, machine, windows: measured });
      });
    }
  } finally {
    await contender.end();
  }
  return cells;
}

let number = 0;

async function withTasks(
  contender: ContenderProcess,
  tools: NativeTools,
  shape: Pick<Shape, 'tasks' | 'processesEach'>,
  action: (ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const families = await TaskFamilies.start(tools, shape);
  try {
    const ids: string[] = [];
    for (const task of families.tasks) {
      const id = `task-${number++}`;
      ids.push(id);
      await contender.ask('track', { id, ...task });
    }
    await action(ids);
    await contender.ask('stop', { ids });
  } finally {
    await families.end();
  }
}

async function windowOf(
  contender: ContenderProcess,
  ids: readonly string[],
  idleMsPerMs: number,
): Promise<CpuWindow> {
  const before = await samplesOf(contender, ids);
  const { ms, cpuMs } = await cpuDuring(contender, WINDOW_MS);
  const after = await samplesOf(contender, ids);
  return {
    ms,
    cpuMs: Math.max(0, cpuMs - ms * idleMsPerMs),
    samples: (after - before) / ids.length,
  };
}

async function samplesOf(contender: ContenderProcess, ids: readonly string[]): Promise<number> {
  const figures = await contender.ask('figures', { ids });
  return figures.reduce((sum, { samples }) => sum + samples, 0);
}

async function cpuDuring(
  contender: ContenderProcess,
  duration: number,
): Promise<{ ms: number; cpuMs: number }> {
  const before = await contender.ask('cpu', {});
  const began = performance.now();
  await wait(duration);
  const after = await contender.ask('cpu', {});
  const cpuMs = after.ownMs + after.childrenMs - before.ownMs - before.childrenMs;
  return { ms: performance.now() - began, cpuMs };
}
