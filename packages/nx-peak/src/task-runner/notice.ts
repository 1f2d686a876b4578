import type { FailureLog } from '../failures';

/** One line for all failures of this process, or undefined when there were none. */
export function noticeOf(failures: Pick<FailureLog, 'ofThisProcess'>): string | undefined {
  const [first, ...others] = failures.ofThisProcess;
  if (first === undefined) {
    return undefined;
  }
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `nx-peak: ${first.message}${more} (see: npx nx-peak doctor)`;
}
