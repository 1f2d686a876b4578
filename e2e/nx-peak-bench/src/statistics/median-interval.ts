export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  /** The probability that the interval holds the true median, at least the one asked for. */
  readonly confidence: number;
}

/**
 * A confidence interval for the median that assumes nothing about the distribution: two of the
 * sorted values, as far from each other as the binomial distribution of signs asks for (Conover,
 * Practical Nonparametric Statistics, "confidence interval for a quantile"). Undefined when there
 * are too few values for it.
 */
export function medianInterval(
  values: readonly number[],
  confidence = 0.95,
): MedianInterval | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const count = sorted.length;
  // The largest number of values that may be cut off at either end.
  let cut = -1;
  let tail = 0;
  let reached = 0;
  for (let below = 0; below < count / 2; below++) {
    tail += binomial(count, below) / 2 ** count;
    if (1 - 2 * tail < confidence) {
      break;
    }
    cut = below;
    reached = 1 - 2 * tail;
  }
  const [low, high] = [sorted[cut], sorted[count - 1 - cut]];
  return low === undefined || high === undefined ? undefined : { low, high, confidence: reached };
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) {
    result = (result * (n - k + i)) / i;
  }
  return result;
}
