/** A record that cannot be read. The message names the file, the field and the value. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}
