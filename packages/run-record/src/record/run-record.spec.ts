import { isNxGroupType, NX_GROUP_TYPES } from './run-record';

describe('isNxGroupType', () => {
  it.each(NX_GROUP_TYPES)('knows %s', (id) => {
    expect(isNxGroupType(id)).toBe(true);
  });

  it.each(['a:build', 'MainCLI:build', 'Task', ''])('does not take %j for one', (id) => {
    expect(isNxGroupType(id)).toBe(false);
  });
});
