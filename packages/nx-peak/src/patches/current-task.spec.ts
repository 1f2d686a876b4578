import { CurrentTask } from './current-task';

const TASK = { id: 'a:build', hash: '123', target: { project: 'a', target: 'build' } };
const OWN = [
  'PATH=/bin',
  'NX_TASK_TARGET_PROJECT=a',
  'NX_TASK_TARGET_TARGET=build',
  'NX_CLOUD=no',
  'NODE_OPTIONS=--max-old-space-size=512',
  'NX_PEAK_RUN=r1',
];

let current: CurrentTask;
beforeEach(() => {
  current = new CurrentTask();
});

/** What is asked while the task runs. */
function during<T>(ask: () => T): T {
  let answer: { readonly of: T } | undefined;
  current.run({ task: TASK, streamed: true }, () => {
    answer = { of: ask() };
  });
  return (answer as { readonly of: T }).of;
}

describe('a process', () => {
  it('is of the current task when it has the project and the target of that, and is known by its marks', () => {
    expect(during(() => current.ownerOfPairs(OWN))).toEqual({
      task: TASK,
      streamed: true,
      nodeOptions: '--max-old-space-size=512',
      environment: {
        NX_TASK_TARGET_PROJECT: 'a',
        NX_TASK_TARGET_TARGET: 'build',
        NX_PEAK_RUN: 'r1',
      },
    });
  });

  it('is of the current task when it has the hash of that alone', () => {
    expect(during(() => current.ownerOfPairs(['NX_TASK_HASH=123']))?.task).toBe(TASK);
  });

  it('is of the current task when an environment that is an object says so', () => {
    const variables = { NX_TASK_TARGET_PROJECT: 'a', NX_TASK_TARGET_TARGET: 'build', PATH: '/bin' };
    expect(during(() => current.ownerOfVariables(variables))?.environment).toEqual({
      NX_TASK_TARGET_PROJECT: 'a',
      NX_TASK_TARGET_TARGET: 'build',
    });
  });

  it.each([
    ['it has the marks of another task', ['NX_TASK_TARGET_PROJECT=b', 'NX_TASK_TARGET_TARGET=x']],
    ['it has no marks', ['PATH=/bin']],
    ['it has no environment', undefined],
  ])('is not of the current task when %s', (_, pairs) => {
    expect(during(() => current.ownerOfPairs(pairs))).toBeUndefined();
  });

  it('is of no task when no task is run, nor outside of it', () => {
    expect(current.ownerOfPairs(OWN)).toBeUndefined();
    expect(
      during(() => {
        let owner: unknown = 'not asked';
        current.outside(() => {
          owner = current.ownerOfPairs(OWN);
        });
        return owner;
      }),
    ).toBeUndefined();
  });

  it('is of the task that the first of two variables with the same name says', () => {
    const twice = ['NX_TASK_TARGET_TARGET=build', ...OWN, 'NX_TASK_TARGET_TARGET=other'];
    expect(during(() => current.ownerOfPairs(twice))?.task).toBe(TASK);
  });
});
