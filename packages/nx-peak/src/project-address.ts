/**
 * Where people reach this project, e.g. the address of its repository. Empty: it has none yet, so no
 * message, page or package.json names one. When there is one, set it here, and `repository`,
 * `homepage` and `bugs` in the package.json of every package (a spec compares them with this).
 */
export const PROJECT_ADDRESS = '';

/** Completes a remedy where people can report something: ` and report it at ...`, else nothing. */
export function orReport(what: string, address: string = PROJECT_ADDRESS): string {
  return address === '' ? '' : `, or report ${what} at ${address}`;
}
