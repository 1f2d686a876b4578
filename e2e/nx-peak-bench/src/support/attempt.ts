/** Something that may be impossible on this machine. */
export type Attempt<T> =
  | { readonly kind: 'there'; readonly value: T }
  | { readonly kind: 'missing'; readonly reason: string };

export function there<T>(value: T): Attempt<T> {
  return { kind: 'there', value };
}

export function missing(reason: string): Attempt<never> {
  return { kind: 'missing', reason };
}
