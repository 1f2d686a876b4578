/**
 * The resident pages in `/proc/PID/statm` (its second field); undefined when it is not of that form.
 *
 * Not the rss of `/proc/PID/stat`: that one omits what each processor has not yet added up, up to
 * some hundred kB per process, while statm is exact.
 */
export function parseStatm(text: string): number | undefined {
  const fields = text.split(' ', 2);
  const resident = Number(fields[1]);
  return fields.length === 2 && Number.isSafeInteger(resident) ? resident : undefined;
}
