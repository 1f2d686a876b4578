import type { Batch } from '../nx/types';

/**
 * The batch whose worker is being forked right now. Nx forks before it first awaits, so this is
 * exact where an asynchronous context would also catch what runs after a result of the batch came in.
 */
export class ForkedBatch {
  #batch: Batch | undefined;
  #number = 0;

  get batch(): Batch | undefined {
    return this.#batch;
  }

  /** Counts the batches that were forked. */
  get number(): number {
    return this.#number;
  }

  /** Runs `fork`, which forks the worker of this batch before it first awaits. */
  while(batch: Batch, fork: () => void): void {
    this.#batch = batch;
    this.#number++;
    try {
      fork();
    } finally {
      this.#batch = undefined;
    }
  }
}
