/**
 * Calls somebody else's callback so that nothing it does can break us: what it throws, or what the
 * promise it returns rejects with, goes to `onFailure`.
 */
export function callContained<T>(
  callback: (argument: T) => unknown,
  argument: T,
  onFailure: (error: unknown) => void,
): void {
  try {
    Promise.resolve(callback(argument)).catch(onFailure);
  } catch (error) {
    onFailure(error);
  }
}
