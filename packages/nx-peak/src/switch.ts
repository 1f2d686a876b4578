/** The environment variable that switches everything on. */
export const SWITCH = 'NX_LOG_HEAP_USAGE';

/** The same on nx's command line. */
const FLAG = '--log-heap-usage';

/** `--log-heap-usage`, `--logHeapUsage=true`, `--no-log-heap-usage`: all that yargs would accept. */
const FLAG_FORM = /^--(no-)?log-?heap-?usage(?:=(.*))?$/i;

/** Whether a word of nx's command line is the switch, which no task is to be handed. */
export function isFlag(word: string): boolean {
  return FLAG_FORM.test(word);
}

/** The value of the last switch on a command line, undefined when there is none. */
function flagIn(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--'); // what follows is the task's own
  const found = argv
    .slice(0, end < 0 ? argv.length : end)
    .flatMap((word) => {
      const match = FLAG_FORM.exec(word);
      return match === null ? [] : [match];
    })
    .at(-1);
  return found === undefined ? undefined : found[1] === undefined ? (found[2] ?? 'true') : 'false';
}

export type SwitchState =
  | { readonly kind: 'off' }
  | { readonly kind: 'on' }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * The switch as nx is run: `--log-heap-usage` on the command line, else the environment. `true`
 * and `1` mean on; unset, empty, `false` and `0` mean off; nothing else is guessed at.
 */
export function readSwitch(env: NodeJS.ProcessEnv, argv: readonly string[] = []): SwitchState {
  const flag = flagIn(argv);
  const [name, value] = flag === undefined ? [SWITCH, env[SWITCH] ?? ''] : [FLAG, flag];
  switch (value) {
    case 'true':
    case '1':
      return { kind: 'on' };
    case '':
    case 'false':
    case '0':
      return { kind: 'off' };
    default:
      return {
        kind: 'invalid',
        message: `${name}=${value} is neither true nor false, so no peaks are shown. Set it to true or 1 to see them.`,
      };
  }
}
