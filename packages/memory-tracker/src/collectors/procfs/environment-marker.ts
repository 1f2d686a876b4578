/** Variables that mark the processes of a tree, as the bytes in which /proc shows them. */
export type EnvironmentMarker = readonly Buffer[];

/** `NAME=value` with the zero byte that ends it. */
export function markerOf(variables: Readonly<Record<string, string>>): EnvironmentMarker {
  return Object.entries(variables).map(([name, value]) => Buffer.from(`${name}=${value}\0`));
}

/**
 * Does `/proc/PID/environ` (proc_pid_environ(5)) hold all variables of the marker? A marker of no
 * variables marks nobody.
 */
export function carriesMarker(environ: Buffer, length: number, marker: EnvironmentMarker): boolean {
  return marker.length > 0 && marker.every((variable) => holds(environ, length, variable));
}

function holds(environ: Buffer, length: number, variable: Buffer): boolean {
  for (let at = 0; ; at++) {
    at = environ.indexOf(variable, at);
    if (at < 0 || at + variable.length > length) {
      return false;
    }
    // Not the end of another variable's name.
    if (at === 0 || environ[at - 1] === 0) {
      return true;
    }
  }
}
