/** What is being done, on stderr and where a person watches. */
export function progress(text: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001B[K${text}`);
  }
}

/** Before anything else is printed. */
export function progressDone(): void {
  progress('');
}
