/** A place where Nx can be wrapped. Seams are applied, verified and skipped one by one. */
export interface Seam<Context> {
  readonly name: string;
  /** What a user misses while this seam does not fit, to end the sentence "Without it, ...". */
  readonly without: string;
  /**
   * Wraps Nx. Verifies first and changes nothing unless all it needs is there.
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

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Finds a method that is to be wrapped.
 * @throws SeamMissing naming what is missing where
 */
export function expectMethod(owner: unknown, method: string, where: string): void {
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) {
    throw new SeamMissing(`${where} does not exist`);
  }
  if (typeof (owner as Record<string, unknown>)[method] !== 'function') {
    throw new SeamMissing(`${where} has no method ${method}`);
  }
}

/**
 * Finds an exported class and gives its prototype.
 * @throws SeamMissing naming the export that is missing
 */
export function expectPrototype(module: Record<string, unknown>, exported: string): object {
  const found = module[exported];
  if (typeof found !== 'function') {
    throw new SeamMissing(`nx exports no class ${exported}`);
  }
  return (found as { prototype: object }).prototype;
}

/**
 * Replaces `owner[method]` by what `wrap` makes of it. The undo puts the original back
 * unless somebody else wrapped on top meanwhile, in which case the wrapper stays and
 * `wrap`'s function is expected to pass through.
 */
export function wrapMethod<F extends (...args: never[]) => unknown>(
  owner: object,
  method: string,
  wrap: (original: F) => F,
): Undo {
  const target = owner as Record<string, AnyFunction>;
  const own = Object.getOwnPropertyDescriptor(target, method);
  const original = target[method] as unknown as F;
  const wrapper = wrap(original) as unknown as AnyFunction;
  // `length` tells callers how many parameters there are; Nx's versions are told apart by it.
  Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
  Object.defineProperty(wrapper, 'name', { value: method, configurable: true });
  target[method] = wrapper;
  return () => {
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

/** Undoes in reverse order. */
export function undoAll(undos: readonly Undo[]): Undo {
  return () => {
    [...undos].reverse().forEach((undo) => {
      undo();
    });
  };
}
