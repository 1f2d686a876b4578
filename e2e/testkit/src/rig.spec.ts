import { missing } from './attempt';
import { describeWith, during, forAllTests, forEachTest, itWith, type Rig } from './rig';

const log: string[] = [];

function rig(name: string): Rig {
  return {
    setUp: () => void log.push(`set up ${name}`),
    tidy: () => void log.push(`tidy ${name}`),
    dispose: () => void log.push(`dispose ${name}`),
  };
}

beforeEach(() => {
  log.splice(0);
});

describe('during', () => {
  it('a rig is disposed when its action is done, which gives the result', async () => {
    const result = await during(rig('one'), () => {
      log.push('act');
      return 7;
    });
    expect(result).toBe(7);
    expect(log).toEqual(['set up one', 'act', 'dispose one']);
  });

  it('a rig is disposed when its action fails', async () => {
    const failing = during(rig('one'), () => Promise.reject(new Error('on purpose')));
    await expect(failing).rejects.toThrow('on purpose');
    expect(log).toEqual(['set up one', 'dispose one']);
  });

  it('a rig is disposed when it cannot be set up', async () => {
    const broken: Rig = { ...rig('one'), setUp: () => Promise.reject(new Error('on purpose')) };
    await expect(during(broken, () => log.push('act'))).rejects.toThrow('on purpose');
    expect(log).toEqual(['dispose one']);
  });
});

type Hooks = Record<'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach', (() => unknown)[]>;

/** The hooks that are registered meanwhile, in the place of jest's own. */
function hooksOf(register: () => void): Hooks {
  const hooks: Hooks = { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
  const spies = (Object.keys(hooks) as (keyof Hooks)[]).map((name) =>
    jest.spyOn(globalThis, name).mockImplementation((hook) => {
      hooks[name].push(hook as () => unknown);
    }),
  );
  register();
  spies.forEach((spy) => {
    spy.mockRestore();
  });
  return hooks;
}

describe('forAllTests and forEachTest', () => {
  it('rigs for all tests are tidied after each, and the newest is disposed first', () => {
    const hooks = hooksOf(() => {
      forAllTests(rig('one'));
      forAllTests(rig('other'));
    });
    [hooks.beforeAll, hooks.afterEach, hooks.afterAll].flat().forEach((hook) => hook());
    expect(log).toEqual([
      'set up one',
      'set up other',
      'tidy one',
      'tidy other',
      'dispose other',
      'dispose one',
    ]);
  });

  it('a rig for each test is disposed after it', () => {
    const hooks = hooksOf(() => {
      forEachTest(rig('one'));
    });
    [...hooks.beforeEach, ...hooks.afterEach].forEach((hook) => hook());
    expect(log).toEqual(['set up one', 'dispose one']);
  });
});

describe('describeWith and itWith', () => {
  it('what needs something that is missing is skipped with the reason in its name', () => {
    const skippedSuite = jest.spyOn(describe, 'skip').mockImplementation();
    const skippedTest = jest.spyOn(it, 'skip').mockImplementation();
    describeWith(missing('there is no such thing'))('a suite', () => undefined);
    itWith(missing('there is no such thing'))('a test', () => undefined);
    expect([skippedSuite.mock.calls[0]?.[0], skippedTest.mock.calls[0]?.[0]]).toEqual([
      'a suite [skipped: there is no such thing]',
      'a test [skipped: there is no such thing]',
    ]);
    skippedSuite.mockRestore();
    skippedTest.mockRestore();
  });
});
