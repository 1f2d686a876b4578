import type { LifeCycle, Task, TaskResult } from '../nx/types';
import { patchedNx } from '../testing/patched-nx';
import { dynamicRenderersPatch } from './dynamic-renderers';
import type { Undo } from './hook';

const resultOf = (id: string): TaskResult => {
  const [project = '', target = ''] = id.split(':');
  const task: Task = { id, target: { project, target } };
  return { task, status: 'success' };
};
const RESULTS = [resultOf('a:build'), resultOf('b:build')];

type Made = Required<Pick<LifeCycle, 'endTasks'>>;

let patched: ReturnType<typeof patchedNx>;
let undo: Undo;
let restore: () => void;
/** What nx's own life cycle was called with, and which task was shown then. */
let calls: { readonly ids: readonly string[]; readonly shown: string | undefined }[];

beforeEach(() => {
  patched = patchedNx();
  calls = [];
  const module = patched.nx.load('dynamicRunMany');
  const own = Object.getOwnPropertyDescriptor(module, FACTORY);
  Object.defineProperty(module, FACTORY, {
    configurable: true,
    writable: true,
    value: () => Promise.resolve({ lifeCycle: ownLifeCycle() }),
  });
  restore = () => {
    Object.defineProperty(module, FACTORY, own ?? {});
  };
  undo = dynamicRenderersPatch.apply(patched);
});

afterEach(() => {
  undo();
  restore();
});

const FACTORY = 'createRunManyDynamicOutputRenderer';

function ownLifeCycle(): Made {
  return {
    endTasks: (results) => {
      calls.push({ ids: results.map(({ task }) => task.id), shown: patched.shown.taskId });
    },
  };
}

async function made(): Promise<Made> {
  const factory = patched.nx.load('dynamicRunMany')[FACTORY] as () => Promise<{ lifeCycle: Made }>;
  return (await factory()).lifeCycle;
}

describe('the life cycle of a dynamic style', () => {
  it('is handed one result at a time, each while its task is shown', async () => {
    await (await made()).endTasks(RESULTS, {});
    expect(calls).toEqual([
      { ids: ['a:build'], shown: 'a:build' },
      { ids: ['b:build'], shown: 'b:build' },
    ]);
  });

  it('is known to be dynamic', async () => {
    expect(patched.renderers.of(await made())).toBe('dynamic');
  });

  it('is handed every result once when ours throws', async () => {
    patched.shown.while = () => {
      throw new Error('ours');
    };
    await (await made()).endTasks(RESULTS, {});
    expect(calls.map(({ ids }) => ids)).toEqual([['a:build'], ['b:build']]);
    expect(patched.failures.ofThisProcess).toMatchObject([{ message: 'ours' }]);
  });

  it('is as nx made it after the undo', async () => {
    const lifeCycle = await made();
    undo();
    await lifeCycle.endTasks(RESULTS, {});
    expect(calls).toEqual([{ ids: ['a:build', 'b:build'], shown: undefined }]);
  });
});
