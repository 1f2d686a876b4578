import type { Shape } from './result';

export const TREE: Shape = { title: '1 task of 51 processes', tasks: 1, processesEach: 51 };
export const TWENTY: Shape = { title: '20 tasks of 3', tasks: 20, processesEach: 3 };

export const SHAPES: readonly Shape[] = [
  TREE,
  { title: '1 task of 3', tasks: 1, processesEach: 3 },
  { title: '10 tasks of 3', tasks: 10, processesEach: 3 },
  TWENTY,
  { title: '64 tasks of 3', tasks: 64, processesEach: 3 },
];
