import { COSTS } from '../cost/names';
import { workloads } from '../workloads/all';
import { deaths } from './deaths';

it('every kind of death has a name of its own among all that the command line knows', () => {
  const names = [...workloads, ...deaths].map(({ name }) => name).concat(COSTS);
  expect(new Set(names).size).toBe(names.length);
});
