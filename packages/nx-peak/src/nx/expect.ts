/** Nx does not look as a patch expects. */
export class PatchMissing extends Error {
  override readonly name = 'PatchMissing';
}

/**
 * Verifies that a class is exported and gives its prototype.
 * @throws PatchMissing naming the export that is missing
 */
export function expectPrototype(module: Record<string, unknown>, exported: string): object {
  const found = module[exported];
  if (typeof found !== 'function') {
    throw new PatchMissing(`nx exports no class ${exported}`);
  }
  return (found as { prototype: object }).prototype;
}

/**
 * Verifies that objects of a class have a method.
 * @throws PatchMissing naming the method that is missing
 */
export function expectMethod(prototype: object, className: string, method: string): void {
  if (typeof (prototype as Record<string, unknown>)[method] !== 'function') {
    throw new PatchMissing(`${className} has no method ${method}`);
  }
}
