import { PatchMissing } from '../nx/expect';
import { guarded, type Guard } from './guard';
import { Once } from './once';

/** Puts everything back as it was. */
export type Undo = () => void;

/**
 * What is done around a call of Nx. All of it is guarded: Nx's own call happens exactly once, with
 * its own `this`, and what it returns or throws reaches its caller, whatever comes of ours.
 */
export interface Hooks<Args extends readonly unknown[], Result> {
  before?(args: Args, self: object): void;
  /** Other arguments for Nx's call. */
  withArgs?(args: Args, self: object): Args;
  /**
   * For a method that does one thing for each member of a list: the arguments of one call for each
   * member. Nx's own call is then made once for each, in this order.
   */
  split?(args: Args, self: object): readonly Args[];
  /**
   * Makes Nx's call inside some context, with other arguments if some are given. Where it does not
   * make the call, the call is made after it; a second call gets the result of the first. What it
   * returns is not looked at.
   */
  around?(call: (args?: Args) => Result, args: Args, self: object): void;
  /** What Nx's caller gets in the place of a result. */
  withResult?(result: Result, args: Args, self: object): Result;
  /**
   * After Nx's call, also when that threw; when it returns a promise, first of all that waits for it.
   * Node then takes a rejection of that promise for handled, which each caller in Nx does itself.
   */
  after?(args: Args, self: object): void;
  /** The value of Nx's call, of its promise when it returns one; not called when that rejects. */
  resolved?(value: Awaited<Result>, args: Args, self: object): void;
}

type AnyFunction = (this: object, ...args: unknown[]) => unknown;

/**
 * Hooks into a method. After the undo it is as it was; if somebody else wrapped on top
 * meanwhile, ours stays below and passes through.
 *
 * @param patch on whose behalf, for the failure log
 * @throws PatchMissing when there is no such method
 */
export function hook<Args extends readonly unknown[], Result = unknown>(
  guard: Guard,
  patch: string,
  owner: object,
  method: string,
  hooks: Hooks<Args, Result>,
): Undo {
  const target = owner as Record<string, AnyFunction | undefined>;
  const original = target[method];
  if (typeof original !== 'function') {
    throw new PatchMissing(`${nameOf(owner)} has no method ${method}`);
  }
  const own = Object.getOwnPropertyDescriptor(target, method);
  let undone = false;

  const wrapper: AnyFunction = function (...given) {
    return undone
      ? original.apply(this, given)
      : callHooked(guard, patch, hooks, original, this, given as unknown as Args);
  };
  // The number of parameters tells callers which version of an interface they face.
  Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
  Object.defineProperty(wrapper, 'name', { value: method, configurable: true });
  if (!Reflect.set(target, method, wrapper)) {
    throw new PatchMissing(`${nameOf(owner)} does not let its method ${method} be wrapped`);
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

/**
 * Applies one step after the other; when one fails, those before it are undone.
 * @returns undoes them all, and then throws the first error of an undo that failed
 */
export function applyAll(steps: readonly (() => Undo)[]): Undo {
  const undos: Undo[] = [];
  const undoAll: Undo = () => {
    const errors: unknown[] = [];
    for (const undo of undos.splice(0).reverse()) {
      try {
        undo();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw errors[0];
    }
  };
  try {
    steps.forEach((step) => undos.push(step()));
  } catch (error) {
    undoAll();
    throw error;
  }
  return undoAll;
}

function callHooked<Args extends readonly unknown[], Result>(
  guard: Guard,
  patch: string,
  hooks: Hooks<Args, Result>,
  original: AnyFunction,
  self: object,
  args: Args,
): Result {
  const ours = <T>(part: () => T): T | undefined => guarded(guard, patch, part);
  if (hooks.before !== undefined) {
    ours(() => hooks.before?.(args, self));
  }
  const passed =
    hooks.withArgs === undefined ? args : (ours(() => hooks.withArgs?.(args, self)) ?? args);
  const call = (some: Args): Result => original.apply(self, some as unknown as unknown[]) as Result;
  let result: Result;
  try {
    result = callParts(guard, patch, hooks, call, self, passed);
  } catch (error) {
    ours(() => hooks.after?.(args, self));
    throw error;
  }
  afterwards(guard, patch, hooks, result, args, self);
  return hooks.withResult === undefined
    ? result
    : (ours(() => hooks.withResult?.(result, args, self)) ?? result);
}

/** Nx's own call, or one for each member of its list. */
function callParts<Args extends readonly unknown[], Result>(
  guard: Guard,
  patch: string,
  hooks: Hooks<Args, Result>,
  call: (args: Args) => Result,
  self: object,
  args: Args,
): Result {
  const parts =
    hooks.split === undefined ? [] : (guarded(guard, patch, () => hooks.split?.(args, self)) ?? []);
  if (parts.length === 0) {
    return callAround(guard, patch, hooks, call, self, args);
  }
  const results = parts.map((part) => callAround(guard, patch, hooks, call, self, part));
  // Should one of them wait, so does whoever called.
  return (
    results.some(isPromise) ? Promise.all(results).then(() => undefined) : results.at(-1)
  ) as Result;
}

function callAround<Args extends readonly unknown[], Result>(
  guard: Guard,
  patch: string,
  hooks: Hooks<Args, Result>,
  call: (args: Args) => Result,
  self: object,
  args: Args,
): Result {
  if (hooks.around === undefined) {
    return call(args);
  }
  const once = new Once(call, args);
  try {
    hooks.around(once.result, args, self);
    if (!once.isMade) {
      guard.failures.record(patch, `it did not make the call of nx`);
    }
  } catch (error) {
    if (!once.threw(error)) {
      guard.failures.record(patch, error);
    }
  }
  return once.result();
}

function afterwards<Args extends readonly unknown[], Result>(
  guard: Guard,
  patch: string,
  hooks: Hooks<Args, Result>,
  result: Result,
  args: Args,
  self: object,
): void {
  if (hooks.after === undefined && hooks.resolved === undefined) {
    return;
  }
  const after = (): void => {
    guarded(guard, patch, () => hooks.after?.(args, self));
  };
  const resolved = (value: unknown): void => {
    guarded(guard, patch, () => hooks.resolved?.(value as Awaited<Result>, args, self));
    after();
  };
  if (isPromise(result)) {
    guarded(guard, patch, () => result.then(resolved, after));
  } else {
    resolved(result);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

/** What to call an object in a message: the class a prototype or an instance belongs to. */
function nameOf(owner: object): string {
  const name = (owner as { constructor?: { name?: string } }).constructor?.name ?? '';
  return name === '' || name === 'Object' ? 'the module' : name;
}
