/**
 * A name as one line of plain text. A task may be named by anybody: what a terminal obeys or what
 * breaks a line (controls, line separators, marks that turn the direction of writing) becomes a
 * visible mark.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
