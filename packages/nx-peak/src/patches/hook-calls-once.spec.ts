import { FailureLog } from '../failures';
import { Greeter } from '../testing/greeter';
import { hook, type Hooks } from './hook';

let failures: FailureLog;

beforeEach(() => {
  failures = new FailureLog();
});

const guard = () => ({ failures });

/** A method of nx that counts its calls. */
class Counter {
  calls: unknown[][] = [];
  add(...args: unknown[]): string {
    this.calls.push(args);
    return 'theirs';
  }
  addLater(...args: unknown[]): Promise<string> {
    return Promise.resolve(this.add(...args));
  }
}

function boom(): never {
  throw new Error('ours');
}

describe('the call of nx', () => {
  let counter: Counter;
  beforeEach(() => {
    counter = new Counter();
  });

  const failed = () => failures.ofThisProcess.map(({ where, message }) => [where, message]);

  /** Ours, by what it does wrong; and what is recorded of it. */
  const throwing: [string, Hooks<unknown[], string>][] = [
    ['before throws', { before: boom }],
    ['withArgs throws', { withArgs: boom }],
    ['split throws', { split: boom }],
    ['around throws before the call', { around: boom }],
    [
      'around throws after the call',
      {
        around: (call) => {
          call();
          boom();
        },
      },
    ],
    [
      'around throws while the call is in some context',
      {
        around: (call) => {
          try {
            call();
          } finally {
            boom();
          }
        },
      },
    ],
    ['withResult throws', { withResult: boom }],
    ['after throws', { after: boom }],
    ['resolved throws', { resolved: boom }],
  ];

  it.each(throwing)('is made once when %s, and that is recorded', (_, hooks) => {
    hook<unknown[], string>(guard(), 'patch', counter, 'add', hooks);
    expect(counter.add('nx')).toBe('theirs');
    expect(counter.calls).toEqual([['nx']]);
    expect(failed()).toEqual([['patch', 'ours']]);
  });

  it.each(throwing)('is made once when it returns a promise and %s', async (_, hooks) => {
    hook<unknown[], string>(guard(), 'patch', counter, 'addLater', hooks);
    await expect(counter.addLater('nx')).resolves.toBe('theirs');
    expect(counter.calls).toEqual([['nx']]);
    expect(failed()).toEqual([['patch', 'ours']]);
  });

  it('is made once when around calls twice: the second call gets the result of the first', () => {
    const results: string[] = [];
    hook<unknown[], string>(guard(), 'patch', counter, 'add', {
      around: (call) => results.push(call(), call(['other'])),
    });
    expect(counter.add('nx')).toBe('theirs');
    expect(counter.calls).toEqual([['nx']]);
    expect(results).toEqual(['theirs', 'theirs']);
  });

  it('is made once when around never calls, and that is recorded', () => {
    hook<unknown[], string>(guard(), 'patch', counter, 'add', { around: () => undefined });
    expect(counter.add('nx')).toBe('theirs');
    expect(counter.calls).toEqual([['nx']]);
    expect(failed()).toEqual([['patch', 'it did not make the call of nx']]);
  });

  it('gives its result when around returns something else', () => {
    const around = (call: () => string) => {
      call();
      return 'ours';
    };
    hook<unknown[], string>(guard(), 'patch', counter, 'add', { around });
    expect(counter.add('nx')).toBe('theirs');
  });

  it.each<[string, () => void, (readonly string[])[]]>([
    ['swallows', () => undefined, []],
    ['replaces by something else', boom, [['patch', 'ours']]],
  ])('throws for its caller what around %s', (_how, react, recorded) => {
    counter.add = () => {
      throw new Error('theirs');
    };
    hook<unknown[], string>(guard(), 'patch', counter, 'add', {
      around: (call) => {
        try {
          call();
        } catch {
          react();
        }
      },
    });
    expect(() => counter.add('nx')).toThrow('theirs');
    expect(failed()).toEqual(recorded);
  });

  it('is made with the arguments that around gives it', () => {
    hook<unknown[], string>(guard(), 'patch', counter, 'add', {
      around: (call) => {
        call(['other']);
      },
    });
    counter.add('nx');
    expect(counter.calls).toEqual([['other']]);
  });

  it('is made with its own object', () => {
    const undo = hook<[string], string>(guard(), 'patch', Greeter.prototype, 'greet', {
      around: (call) => {
        call();
      },
    });
    const greeter = new Greeter();
    greeter.greeting = 'good evening';
    expect(greeter.greet('nx')).toBe('good evening nx');
    undo();
  });

  it('is made once for each member of a list that is split, in order', () => {
    hook<[readonly string[]]>(guard(), 'patch', counter, 'add', {
      split: ([names]) => names.map((name) => [[name]]),
    });
    counter.add(['a', 'b']);
    expect(counter.calls).toEqual([[['a']], [['b']]]);
  });

  it('is made once for each member of a list that is split when around throws', () => {
    hook<[readonly string[]]>(guard(), 'patch', counter, 'add', {
      split: ([names]) => names.map((name) => [[name]]),
      around: boom,
    });
    counter.add(['a', 'b']);
    expect(counter.calls).toEqual([[['a']], [['b']]]);
  });

  it('is made once for a list without members', () => {
    hook<[readonly string[]]>(guard(), 'patch', counter, 'add', {
      split: ([names]) => names.map((name) => [[name]]),
    });
    counter.add([]);
    expect(counter.calls).toEqual([[[]]]);
  });
});
