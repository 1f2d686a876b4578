import { FailureLog } from '../failures';
import { applyAll, expectPrototype, hook, SeamMissing } from './seam';

class Greeter {
  greeting = 'hello';
  greet(name: string): string {
    return `${this.greeting} ${name}`;
  }
  greetLater(name: string): Promise<string> {
    return Promise.resolve(this.greet(name));
  }
}

let failures: FailureLog;
let greeter: Greeter;

beforeEach(() => {
  failures = new FailureLog();
  greeter = new Greeter();
});

const guard = () => ({ failures });

describe('a hook', () => {
  it('hears the arguments and the object before the call', () => {
    const heard: unknown[] = [];
    hook(guard(), 'seam', greeter, 'greet', {
      before: (args, self) => heard.push(args, self),
    });
    expect(greeter.greet('nx')).toBe('hello nx');
    expect(heard).toEqual([['nx'], greeter]);
  });

  it('can give the call other arguments, a context, and its caller another result', () => {
    const order: string[] = [];
    hook<[string], string>(guard(), 'seam', greeter, 'greet', {
      withArgs: ([name]) => [name.toUpperCase()],
      around: (call) => {
        order.push('in');
        const result = call();
        order.push('out');
        return result;
      },
      withResult: (result) => `${result}!`,
    });
    expect(greeter.greet('nx')).toBe('hello NX!');
    expect(order).toEqual(['in', 'out']);
  });

  it('returns the very promise of the call, and comes before all others that wait for it', async () => {
    const order: string[] = [];
    const promise = Promise.resolve('hello nx');
    greeter.greetLater = () => promise;
    hook(guard(), 'seam', greeter, 'greetLater', { after: () => order.push('ours') });
    const returned = greeter.greetLater('nx');
    expect(returned).toBe(promise);
    await returned.then(() => order.push('theirs'));
    expect(order).toEqual(['ours', 'theirs']);
  });

  it.each(['before', 'withArgs', 'withResult', 'after'] as const)(
    'records what its "%s" throws, and the call goes on as if it were not there',
    (part) => {
      hook(guard(), 'seam', greeter, 'greet', {
        [part]: () => {
          throw new Error('ours');
        },
      });
      expect(greeter.greet('nx')).toBe('hello nx');
      expect(failures.ofThisProcess).toMatchObject([{ where: 'seam', message: 'ours' }]);
    },
  );

  it('lets through what the call throws', () => {
    greeter.greet = () => {
      throw new Error('theirs');
    };
    hook(guard(), 'seam', greeter, 'greet', { after: () => undefined });
    expect(() => greeter.greet('nx')).toThrow('theirs');
    expect(failures.ofThisProcess).toEqual([]);
  });

  it('keeps the name and the number of parameters', () => {
    hook(guard(), 'seam', greeter, 'greet', {});
    expect([greeter.greet.name, greeter.greet.length]).toEqual(['greet', 1]);
  });

  it('names what is missing', () => {
    expect(() => hook(guard(), 'seam', greeter, 'wave', {})).toThrow(
      new SeamMissing('Greeter has no method wave'),
    );
  });

  it('names what cannot be wrapped', () => {
    const frozen = Object.freeze(new Greeter());
    expect(() => hook(guard(), 'seam', frozen, 'greet', {})).toThrow(
      new SeamMissing('Greeter does not let its method greet be wrapped'),
    );
  });
});

describe('undoing a hook', () => {
  it('leaves no trace on a prototype', () => {
    const before = Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet');
    hook(guard(), 'seam', Greeter.prototype, 'greet', {})();
    expect(Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet')).toEqual(before);
  });

  it('leaves no trace on an instance that inherits the method', () => {
    hook(guard(), 'seam', greeter, 'greet', {})();
    expect(Object.keys(greeter)).toEqual(['greeting']);
  });

  it('silences it even where somebody else wrapped on top', () => {
    const heard: unknown[] = [];
    const undo = hook(guard(), 'seam', greeter, 'greet', { before: (args) => heard.push(args) });
    const ours = greeter.greet.bind(greeter);
    greeter.greet = (name) => ours(name);
    undo();
    expect(greeter.greet('nx')).toBe('hello nx');
    expect(heard).toEqual([]);
  });
});

describe('applying several hooks', () => {
  it('undoes those before when one does not fit', () => {
    expect(() =>
      applyAll([
        () => hook(guard(), 'seam', greeter, 'greet', { withResult: () => 'wrapped' }),
        () => hook(guard(), 'seam', greeter, 'wave', {}),
      ]),
    ).toThrow(SeamMissing);
    expect(greeter.greet('nx')).toBe('hello nx');
  });

  it('undoes all in reverse order', () => {
    const undone: number[] = [];
    applyAll([1, 2, 3].map((step) => () => () => undone.push(step)))();
    expect(undone).toEqual([3, 2, 1]);
  });
});

describe('a class that is to be wrapped', () => {
  it('is named when it is not exported', () => {
    expect(() => expectPrototype({}, 'Greeter')).toThrow(
      new SeamMissing('nx exports no class Greeter'),
    );
  });
});
