/** Asserts a measurement, given what the same programs hold when they hold nothing. Both in MB. */
export function expectWithin5Percent(peak: number, known: number, baseline: number): void {
  expect(Math.abs(peak - baseline - known)).toBeLessThan(0.05 * known);
}
