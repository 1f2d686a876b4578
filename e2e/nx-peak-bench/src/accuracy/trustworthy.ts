import type { Truth } from '../truth/recorded-task';

const LARGEST_GAP_MS = 20;
const LARGEST_GAP_SHARE = 0.01;
const LARGEST_GAP_EVER_MS = 100;

/**
 * Whether the recorder sampled often enough: no gap above 20 ms or, in long runs, 1 % of
 * the run and 100 ms.
 * On a shared machine even a real-time thread is held up now and then.
 */
export function isTrustworthy({ gapMaxMs, wallMs }: Pick<Truth, 'gapMaxMs' | 'wallMs'>): boolean {
  const share = Math.min(LARGEST_GAP_EVER_MS, wallMs * LARGEST_GAP_SHARE);
  return gapMaxMs <= Math.max(LARGEST_GAP_MS, share);
}
