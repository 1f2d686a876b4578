import { FailureLog } from '../failures';
import { expectPrototype, PatchMissing } from '../nx/expect';
import { Greeter } from '../testing/greeter';
import { applyAll, hook } from './hook';

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
    hook(guard(), 'patch', greeter, 'greet', {
      before: (args, self) => heard.push(args, self),
    });
    expect(greeter.greet('nx')).toBe('hello nx');
    expect(heard).toEqual([['nx'], greeter]);
  });

  it('can give the call other arguments, a context, and its caller another result', () => {
    const order: string[] = [];
    hook<[string], string>(guard(), 'patch', greeter, 'greet', {
      withArgs: ([name]) => [name.toUpperCase()],
      around: (call) => {
        order.push('in');
        call();
        order.push('out');
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
    hook(guard(), 'patch', greeter, 'greetLater', { after: () => order.push('ours') });
    const returned = greeter.greetLater('nx');
    expect(returned).toBe(promise);
    await returned.then(() => order.push('theirs'));
    expect(order).toEqual(['ours', 'theirs']);
  });

  it('lets through what the call throws', () => {
    greeter.greet = () => {
      throw new Error('theirs');
    };
    hook(guard(), 'patch', greeter, 'greet', { after: () => undefined });
    expect(() => greeter.greet('nx')).toThrow('theirs');
    expect(failures.ofThisProcess).toEqual([]);
  });

  it('keeps the name and the number of parameters', () => {
    hook(guard(), 'patch', greeter, 'greet', {});
    expect([greeter.greet.name, greeter.greet.length]).toEqual(['greet', 1]);
  });

  it('names what is missing', () => {
    expect(() => hook(guard(), 'patch', greeter, 'wave', {})).toThrow(
      new PatchMissing('Greeter has no method wave'),
    );
  });

  it('names what cannot be wrapped', () => {
    const frozen = Object.freeze(new Greeter());
    expect(() => hook(guard(), 'patch', frozen, 'greet', {})).toThrow(
      new PatchMissing('Greeter does not let its method greet be wrapped'),
    );
  });
});

describe('the value of a call', () => {
  it('is heard before anybody else who waits for the promise', async () => {
    const order: unknown[] = [];
    hook<[string], Promise<string>>(guard(), 'patch', greeter, 'greetLater', {
      resolved: (value) => order.push(value),
      after: () => order.push('after'),
    });
    await greeter.greetLater('nx').then(() => order.push('theirs'));
    expect(order).toEqual(['hello nx', 'after', 'theirs']);
  });

  it('is not heard of a promise that rejects, but its end is', async () => {
    greeter.greetLater = () => Promise.reject(new Error('theirs'));
    const order: unknown[] = [];
    hook<[string], Promise<string>>(guard(), 'patch', greeter, 'greetLater', {
      resolved: (value) => order.push(value),
      after: () => order.push('after'),
    });
    await expect(greeter.greetLater('nx')).rejects.toThrow('theirs');
    expect(order).toEqual(['after']);
  });
});

describe('undoing a hook', () => {
  it('leaves no trace on a prototype', () => {
    const before = Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet');
    hook(guard(), 'patch', Greeter.prototype, 'greet', {})();
    expect(Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet')).toEqual(before);
  });

  it('leaves no trace on an instance that inherits the method', () => {
    hook(guard(), 'patch', greeter, 'greet', {})();
    expect(Object.keys(greeter)).toEqual(['greeting']);
  });

  it('silences it even where somebody else wrapped on top', () => {
    const heard: unknown[] = [];
    const undo = hook(guard(), 'patch', greeter, 'greet', { before: (args) => heard.push(args) });
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
        () => hook(guard(), 'patch', greeter, 'greet', { withResult: () => 'wrapped' }),
        () => hook(guard(), 'patch', greeter, 'wave', {}),
      ]),
    ).toThrow(PatchMissing);
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
      new PatchMissing('nx exports no class Greeter'),
    );
  });
});
