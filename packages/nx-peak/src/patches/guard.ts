import type { FailureLog } from '../failures';

/** Where failures of ours go. */
export interface Guard {
  readonly failures: Pick<FailureLog, 'record'>;
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
