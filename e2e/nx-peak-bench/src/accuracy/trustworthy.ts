import type { Truth } from '../truth/recorded-task';

const LARGEST_GAP_MS = 20;
const LARGEST_GAP_SHARE = 0.01;

/**
 * Whether the recorder looked often enough: no gap above 20 ms or, in long runs, 1 % of the run.
 * On a shared machine even a real-time thread is held up now and then.
 */
export function isTrustworthy({ gapMaxMs, wallMs }: Pick<Truth, 'gapMaxMs' | 'wallMs'>): boolean {
  return gapMaxMs <= Math.max(LARGEST_GAP_MS, wallMs * LARGEST_GAP_SHARE);
}
