/** `-8.0 %`, and no minus before zero. */
export function percent(share: number): string {
  const text = (share * 100).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} %`;
}

/** Three digits at most: `0.55 ms`, `12.4 ms`, `532 ms`. */
export function milliseconds(ms: number): string {
  return `${threeDigits(ms)} ms`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

/** `1/15` or, above 1, `2.3`. */
export function fraction(share: number): string {
  return share > 0 && share < 1 ? `1/${threeDigits(1 / share)}` : share.toFixed(1);
}

export function ratio(value: number): string {
  return value.toFixed(3);
}

export function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
