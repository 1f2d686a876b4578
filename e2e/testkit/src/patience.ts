/**
 * How long to wait for what takes at most so long on a usual machine, in milliseconds. On a slow one,
 * `PEAK_E2E_PATIENCE=4` waits four times as long for everything.
 */
export function patience(milliseconds: number): number {
  const factor = Number(process.env['PEAK_E2E_PATIENCE'] ?? 1);
  if (!(factor > 0)) {
    throw new Error(
      `PEAK_E2E_PATIENCE must be a number above 0, not "${process.env['PEAK_E2E_PATIENCE'] ?? ''}"`,
    );
  }
  return milliseconds * factor;
}
