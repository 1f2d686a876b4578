const LINK_SCRIPT = 'nx-peak link';

/**
 * Links, and never fails: npm runs `prepare` also when it leaves dev dependencies out, and then
 * there is no nx-peak to run. Understood by sh and by cmd.exe.
 */
export const SAFE_LINK_SCRIPT = `${LINK_SCRIPT} || exit 0`;

/** A `prepare` script that also links, after whatever it did before. */
export function joinPrepare(existing: string | undefined): string {
  if (existing === undefined || existing.trim() === '') {
    return SAFE_LINK_SCRIPT;
  }
  return existing.includes(LINK_SCRIPT) ? existing : `${existing} && (${SAFE_LINK_SCRIPT})`;
}
