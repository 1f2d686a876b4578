import { readSwitch } from '../../switch';
import type { Check } from './finding';

/** Whether nx-peak is switched on where the doctor runs. */
export const checkSwitch: Check = ({ env }) => {
  const state = readSwitch(env);
  switch (state.kind) {
    case 'on':
      return [{ kind: 'good', text: 'switched on: NX_LOG_HEAP_USAGE is set' }];
    case 'off':
      return [
        {
          kind: 'note',
          text: 'switched off here: NX_LOG_HEAP_USAGE is not set (a .env file of the workspace can set it for nx alone)',
        },
      ];
    case 'invalid':
      return [{ kind: 'bad', text: state.message, remedy: 'NX_LOG_HEAP_USAGE=true' }];
  }
};
