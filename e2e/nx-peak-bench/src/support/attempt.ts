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

export function mapAttempt<T, S>(attempt: Attempt<T>, change: (value: T) => S): Attempt<S> {
  return attempt.kind === 'there' ? there(change(attempt.value)) : attempt;
}
