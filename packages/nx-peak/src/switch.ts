/** The environment variable that switches everything on. */
export const SWITCH = 'NX_LOG_HEAP_USAGE';

/** The flag that switches everything on, on nx's command line. */
const FLAG = '--log-heap-usage';

/** `--log-heap-usage`, `--logHeapUsage=true`, `--no-log-heap-usage`: all that yargs would accept. */
export const FLAG_FORM = /^--(no-)?log-?heap-?usage(?:=(.*))?$/i;

/** A switch among words, and how many of them it takes up. */
interface FoundSwitch {
  readonly at: number;
  readonly length: number;
  readonly value: string;
}

/** Every switch among words. As Nx has it for its own, `true` or `false` may be a word by itself. */
function switchesIn(words: readonly string[]): FoundSwitch[] {
  return words.flatMap((word, at): FoundSwitch[] => {
    const match = FLAG_FORM.exec(word);
    if (match === null) {
      return [];
    }
    const [, negated, given] = match;
    const next = words[at + 1];
    if (negated === undefined && given === undefined && (next === 'true' || next === 'false')) {
      return [{ at, length: 2, value: next }];
    }
    return [{ at, length: 1, value: negated === undefined ? (given ?? 'true') : 'false' }];
  });
}

/** What of nx's arguments is nx's: all before `--`, what follows is the task's own. */
function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/** Whether nx was called with the switch. */
export function hasFlag(argv: readonly string[]): boolean {
  return switchesIn(ownWords(argv)).length > 0;
}

/** Words of nx's without the switch, which no task is to be handed. */
export function withoutSwitches(words: readonly string[]): string[] {
  const found = switchesIn(words);
  return words.filter((_, i) => !found.some(({ at, length }) => i >= at && i < at + length));
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
  const flag = switchesIn(ownWords(argv)).at(-1)?.value;
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
