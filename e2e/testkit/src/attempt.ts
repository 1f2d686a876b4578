/** Something that may be impossible on this machine. */
export type Attempt<T> =
  | { readonly kind: 'there'; readonly value: T }
  | { readonly kind: 'missing'; readonly reason: string };

export function there<T>(value: T): Attempt<T> {
  return { kind: 'there', value };
}

/** @param reason a phrase that goes on a sentence: `there is no /dev/kvm` */
export function missing(reason: string): Attempt<never> {
  return { kind: 'missing', reason };
}

export function mapAttempt<T, S>(attempt: Attempt<T>, change: (value: T) => S): Attempt<S> {
  return attempt.kind === 'there' ? there(change(attempt.value)) : attempt;
}

/** @throws Error with the reason when it is missing: nobody asks who has not made sure of it */
export function valueOf<T>(attempt: Attempt<T>): T {
  if (attempt.kind === 'missing') {
    throw new Error(`Not here: ${attempt.reason}`);
  }
  return attempt.value;
}
