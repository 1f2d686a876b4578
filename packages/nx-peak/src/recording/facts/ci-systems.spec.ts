import { CI_SYSTEMS } from './ci-systems';

/** ci-info gives the systems these names; a name it does not know would never be asked for. */
it.each(Object.keys(CI_SYSTEMS))('ci-info knows a system by the name %s', (id) => {
  const { _vendors } = jest.requireActual<{ _vendors: readonly string[] }>('ci-info');
  expect(_vendors).toContain(id);
});
