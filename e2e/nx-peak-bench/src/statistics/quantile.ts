/** The quantile `q` (0 to 1), interpolated between neighbours; undefined without values. */
export function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below === undefined || above === undefined
    ? undefined
    : below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}
