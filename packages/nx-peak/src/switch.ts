/** The environment variable that switches everything on. */
export const SWITCH = 'NX_LOG_HEAP_USAGE';

export type SwitchState =
  | { readonly kind: 'off' }
  | { readonly kind: 'on' }
  | { readonly kind: 'invalid'; readonly message: string };

/** `true` and `1` mean on; unset, empty, `false` and `0` mean off; nothing else is guessed at. */
export function readSwitch(env: NodeJS.ProcessEnv): SwitchState {
  const value = env[SWITCH] ?? '';
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
        message: `${SWITCH}=${value} is neither true nor false, so no peaks are shown. Set it to true or 1 to see them.`,
      };
  }
}
