import { types } from 'node:util';

/** A promise of any realm, which `instanceof Promise` would not tell. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return types.isPromise(value);
}

/** `then` for what may be there already: goes on at once if it is. */
export function whenThere<T, R>(
  value: T | Promise<T>,
  next: (value: T) => R | Promise<R>,
): R | Promise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}
