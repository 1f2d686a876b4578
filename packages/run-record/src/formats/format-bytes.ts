const MB = 1024 * 1024;

/**
 * Bytes as everywhere in nx-peak: `512MB` below 1024 MB, `1.2GB` from there on; `<1MB` for what
 * rounds to nothing but is not.
 *
 * The text is the one of `formatMemory` of `@nx-peak/memory-tracker`, whose code a reader of
 * records, and the page in a browser, should not have to load.
 */
export function formatBytes(bytes: number): string {
  const megabytes = Math.round(bytes / MB);
  if (megabytes < 1) {
    return bytes > 0 ? '<1MB' : '0MB';
  }
  return megabytes < 1024 ? `${megabytes}MB` : `${(bytes / MB / 1024).toFixed(1)}GB`;
}

/** Part of a whole, as `41%`; `<1%` for what rounds to nothing but is not. */
export function formatShare(part: number, whole: number): string {
  const percent = whole > 0 ? Math.round((part / whole) * 100) : 0;
  return percent === 0 && part > 0 ? '<1%' : `${percent}%`;
}
