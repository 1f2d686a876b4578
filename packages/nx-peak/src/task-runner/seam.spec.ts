import { expectMethod, expectPrototype, SeamMissing, undoAll, wrapMethod } from './seam';

class Greeter {
  greet(name: string): string {
    return `hello ${name}`;
  }
}
type Greet = Greeter['greet'];

describe('wrapping a method', () => {
  it('calls through with the same this and arguments', () => {
    const calls: unknown[] = [];
    const undo = wrapMethod<Greet>(
      Greeter.prototype,
      'greet',
      (original) =>
        function (this: unknown, ...args) {
          calls.push(this, args);
          return original.apply(this as Greeter, args).toUpperCase();
        },
    );
    const greeter = new Greeter();
    expect(greeter.greet('nx')).toBe('HELLO NX');
    expect(calls).toEqual([greeter, ['nx']]);
    undo();
  });

  it('keeps the name and the number of parameters, by which versions of Nx are told apart', () => {
    const greeter = new Greeter();
    wrapMethod<Greet>(greeter, 'greet', () => () => '');
    expect([greeter.greet.name, greeter.greet.length]).toEqual(['greet', 1]);
  });

  it('is undone without a trace on a prototype', () => {
    const before = Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet');
    wrapMethod<Greet>(Greeter.prototype, 'greet', () => () => '')();
    expect(Object.getOwnPropertyDescriptor(Greeter.prototype, 'greet')).toEqual(before);
  });

  it('is undone without a trace on an instance that inherits the method', () => {
    const greeter = new Greeter();
    wrapMethod<Greet>(greeter, 'greet', () => () => '')();
    expect(Object.keys(greeter)).toEqual([]);
    expect(greeter.greet('nx')).toBe('hello nx');
  });

  it('leaves in place what somebody else wrapped on top', () => {
    const greeter = new Greeter();
    const undo = wrapMethod<Greet>(greeter, 'greet', (original) => (name) => original(name));
    const theirs = (): string => 'theirs';
    greeter.greet = theirs;
    undo();
    expect(greeter.greet('nx')).toBe('theirs');
  });

  it('is undone in reverse order', () => {
    const greeter = new Greeter();
    const undo = undoAll([
      wrapMethod<Greet>(greeter, 'greet', () => () => 'one'),
      wrapMethod<Greet>(greeter, 'greet', () => () => 'two'),
    ]);
    undo();
    expect(greeter.greet('nx')).toBe('hello nx');
  });
});

describe('verifying what is to be wrapped', () => {
  it('names the method that is missing', () => {
    expect(() => {
      expectMethod(new Greeter(), 'wave', 'Greeter');
    }).toThrow(new SeamMissing('Greeter has no method wave'));
  });

  it('names the owner that is missing', () => {
    expect(() => {
      expectMethod(undefined, 'wave', 'Greeter');
    }).toThrow(new SeamMissing('Greeter does not exist'));
  });

  it('names the class that is not exported', () => {
    expect(() => expectPrototype({}, 'Greeter')).toThrow(
      new SeamMissing('nx exports no class Greeter'),
    );
  });
});
