/** The version of nx-peak, as its package.json has it. */
export function ownVersion(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../package.json') as { version: string }).version;
}
