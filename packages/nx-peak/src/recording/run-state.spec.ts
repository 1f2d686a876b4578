import { stateAtExit } from './run-state';

describe('stateAtExit', () => {
  it.each([
    [0, { kind: 'finished', endedAt: 5, exitCode: 0 }],
    [1, { kind: 'finished', endedAt: 5, exitCode: 1 }],
    [undefined, { kind: 'finished', endedAt: 5 }],
    [130, { kind: 'stopped', endedAt: 5 }],
    [143, { kind: 'stopped', endedAt: 5 }],
    // That of a task, which nx passes on.
    [137, { kind: 'finished', endedAt: 5, exitCode: 137 }],
  ])('reads exit code %s', (exitCode, state) => {
    expect(stateAtExit(exitCode, 5)).toEqual(state);
  });
});
