// Not `instanceof Error`: what was thrown may come from another realm (node:vm, as under Jest).

/** The message of whatever was thrown. */
export function errorText(error: unknown): string {
  return hasText(error, 'message') ? error.message : String(error);
}

/** The `code` of a system error (`ENOENT`, ...); empty when it has none. */
export function errorCode(error: unknown): string {
  return hasText(error, 'code') ? error.code : '';
}

function hasText<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[key] === 'string'
  );
}
