import type { FailureLog } from '../failures';

/** A place where Nx can be wrapped. Seams are applied, verified and skipped one by one. */
export interface Seam<Context> {
  readonly name: string;
  /** What a user misses while this seam does not fit, to end the sentence "Without it, ...". */
  readonly without: string;
  /** False when this version of Nx has nothing to wrap here and nothing is lost. Default: true. */
  neededBy?(context: Context): boolean;
  /**
   * Wraps Nx, all of it or nothing.
   * @throws SeamMissing when Nx does not look as expected
   */
  apply(context: Context): Undo;
}

/** Puts everything back as it was. */
export type Undo = () => void;

/** Nx does not look as a seam expects. */
export class SeamMissing extends Error {
  override readonly name = 'SeamMissing';
}

/** Where failures of ours go. */
interface Guard {
  readonly failures: FailureLog;
}

/** Runs our part of a wrapped call. Whatever it throws is recorded and never reaches Nx. */
export function guarded<T>({ failures }: Guard, where: string, ours: () => T): T | undefined {
  try {
    return ours();
  } catch (error) {
    failures.record(where, error);
    return undefined;
  }
}

/**
 * What is done around a call of Nx. All of it is guarded: Nx's own call happens once, with its
 * own `this`, and its result is returned, whatever comes of ours.
 */
export interface Hooks<Args extends readonly unknown[], Result> {
  before?(args: Args, self: object): void;
  /** Other arguments for Nx's call. */
  withArgs?(args: Args, self: object): Args;
  /** Makes Nx's call inside some context. Must return what `call` returns. */
  around?(call: () => Result, args: Args, self: object): Result;
  /** What Nx's caller gets in the place of a result. */
  withResult?(result: Result, args: Args, self: object): Result;
  /** After Nx's call; when it returns a promise, first of all that waits for it. */
  after?(args: Args, self: object): void;
}

type AnyFunction = (this: object, ...args: unknown[]) => unknown;

/**
 * Hooks into a method. After the undo it is as it was; if somebody else wrapped on top
 * meanwhile, ours stays below and passes through.
 *
 * @throws SeamMissing when there is no such method
 */
export function hook<Args extends readonly unknown[], Result = unknown>(
  guard: Guard,
  seam: string,
  owner: object,
  method: string,
  hooks: Hooks<Args, Result>,
): Undo {
  const target = owner as Record<string, AnyFunction | undefined>;
  const original = target[method];
  if (typeof original !== 'function') {
    throw new SeamMissing(`${nameOf(owner)} has no method ${method}`);
  }
  const own = Object.getOwnPropertyDescriptor(target, method);
  let undone = false;

  const wrapper: AnyFunction = function (...given) {
    if (undone) {
      return original.apply(this, given);
    }
    const ours = <T>(part: () => T): T | undefined => guarded(guard, seam, part);
    const args = given as unknown as Args;
    ours(() => hooks.before?.(args, this));
    const passed = ours(() => hooks.withArgs?.(args, this)) ?? args;
    const call = (): Result => original.apply(this, passed as unknown as unknown[]) as Result;
    const result = hooks.around === undefined ? call() : hooks.around(call, args, this);
    const after = (): void => {
      ours(() => hooks.after?.(args, this));
    };
    if (hooks.after !== undefined && isPromise(result)) {
      result.then(after, after);
    } else {
      after();
    }
    return hooks.withResult === undefined
      ? result
      : (ours(() => hooks.withResult?.(result, args, this)) ?? result);
  };
  // The number of parameters tells callers which version of an interface they face.
  Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
  Object.defineProperty(wrapper, 'name', { value: method, configurable: true });
  if (!Reflect.set(target, method, wrapper)) {
    throw new SeamMissing(`${nameOf(owner)} does not let its method ${method} be wrapped`);
  }

  return () => {
    undone = true;
    if (target[method] !== wrapper) {
      return;
    }
    if (own === undefined) {
      Reflect.deleteProperty(target, method);
    } else {
      Object.defineProperty(target, method, own);
    }
  };
}

/** Applies one step after the other; when one fails, those before it are undone. */
export function applyAll(steps: readonly (() => Undo)[]): Undo {
  const undos: Undo[] = [];
  const undoAll: Undo = () => {
    undos
      .splice(0)
      .reverse()
      .forEach((undo) => {
        undo();
      });
  };
  try {
    steps.forEach((step) => undos.push(step()));
  } catch (error) {
    undoAll();
    throw error;
  }
  return undoAll;
}

/**
 * Verifies that a class is exported and gives its prototype.
 * @throws SeamMissing naming the export that is missing
 */
export function expectPrototype(module: Record<string, unknown>, exported: string): object {
  const found = module[exported];
  if (typeof found !== 'function') {
    throw new SeamMissing(`nx exports no class ${exported}`);
  }
  return (found as { prototype: object }).prototype;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

/** What to call an object in a message: the class a prototype or an instance belongs to. */
function nameOf(owner: object): string {
  const name = (owner as { constructor?: { name?: string } }).constructor?.name ?? '';
  return name === '' || name === 'Object' ? 'the module' : name;
}
