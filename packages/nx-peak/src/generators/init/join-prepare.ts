export const LINK_SCRIPT = 'nx-peak link';

/** A `prepare` script that also links, after whatever it did before. */
export function joinPrepare(existing: string | undefined): string {
  if (existing === undefined || existing.trim() === '') {
    return LINK_SCRIPT;
  }
  return existing.includes(LINK_SCRIPT) ? existing : `${existing} && ${LINK_SCRIPT}`;
}
