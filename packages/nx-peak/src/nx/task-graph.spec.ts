import { depsOf, parallelOf } from './task-graph';

/** What the orchestrators of Nx have in common. */
const orchestrator = {
  options: { parallel: 4 },
  taskGraph: {
    tasks: {},
    dependencies: { 'a:build': [], 'b:build': ['c:build', 'a:build'], 'c:build': ['a:build'] },
    continuousDependencies: { 'b:build': ['a:serve'] },
  },
};

describe('depsOf', () => {
  it('names the tasks that have to end before, sorted', () => {
    expect(depsOf(orchestrator, 'b:build')).toEqual(['a:build', 'c:build']);
  });

  it('reads edges that say more than an id', () => {
    const edges = [{ id: 'c:build', kind: 'declared' }, { id: 'a:build' }];
    expect(depsOf({ taskGraph: { dependencies: { 'b:build': edges } } }, 'b:build')).toEqual([
      'a:build',
      'c:build',
    ]);
  });

  it('names none for a task that may start at once', () => {
    expect(depsOf(orchestrator, 'a:build')).toEqual([]);
  });

  it('knows nothing of a task that is not in the graph', () => {
    expect(depsOf(orchestrator, 'x:build')).toBeUndefined();
  });

  it.each([
    {},
    { taskGraph: null },
    { taskGraph: {} },
    { taskGraph: { dependencies: null } },
    { taskGraph: { dependencies: { 'a:build': 'b:build' } } },
    { taskGraph: { dependencies: { 'a:build': [{ task: 'b:build' }] } } },
    { taskGraph: { dependencies: { 'a:build': ['b:build', null] } } },
  ])('knows nothing in a shape that is new: %j', (other) => {
    expect(depsOf(other, 'a:build')).toBeUndefined();
  });

  it('does not hand out the list that Nx works with', () => {
    depsOf(orchestrator, 'b:build');
    expect(orchestrator.taskGraph.dependencies['b:build']).toEqual(['c:build', 'a:build']);
  });
});

describe('parallelOf', () => {
  it.each([
    [4, 4],
    ['4', 4],
  ])('takes %j for %j', (parallel, count) => {
    expect(parallelOf({ options: { parallel } })).toBe(count);
  });

  it.each([undefined, null, true, 0, -1, 1.5, 'many', ''])('knows nothing of %j', (parallel) => {
    expect(parallelOf({ options: { parallel } })).toBeUndefined();
  });

  it.each([{}, { options: null }])('knows nothing in a shape that is new: %j', (other) => {
    expect(parallelOf(other)).toBeUndefined();
  });
});
