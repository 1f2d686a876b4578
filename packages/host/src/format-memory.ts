const MB = 1024 * 1024;

/**
 * Bytes as people read them in a log line: `512MB` (no decimals) below 1024 MB,
 * `1.2GB` (one decimal) from there on; 1 MB = 1024 * 1024 bytes.
 *
 * What rounds to 1024 MB is written as `1.0GB`, and what rounds to nothing as `<1MB`:
 * a measurement that was measured never reads as zero.
 *
 * @throws RangeError when `bytes` is not a finite number >= 0.
 */
export function formatMemory(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) {
    throw new RangeError(`formatMemory expects a finite number of bytes >= 0, got ${bytes}`);
  }
  const megabytes = Math.round(bytes / MB);
  if (megabytes === 0) {
    return bytes === 0 ? '0MB' : '<1MB';
  }
  return megabytes < 1024 ? `${megabytes}MB` : `${(bytes / MB / 1024).toFixed(1)}GB`;
}
