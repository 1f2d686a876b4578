import { COSTS } from '../cost/names';
import { workloads } from '../workloads/all';
import { endings } from './endings';

it('every ending has a name of its own among all that the command line knows', () => {
  const names = [...workloads, ...endings].map(({ name }) => name).concat(COSTS);
  expect(new Set(names).size).toBe(names.length);
});
