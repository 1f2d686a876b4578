import type { Cause, Confidence, Evidence } from '../diagnosis';

/** A diagnosis without the memory at the end. */
export type Finding = Cause & {
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
};
