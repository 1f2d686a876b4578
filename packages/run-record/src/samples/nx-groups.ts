import type { NxGroupType } from '../record/run-record';
import type { ProcessGroup } from './sample-line';

/** The parts of nx itself as Nx's own collector defines them in its files. */
export const NX_PROCESS_GROUPS: Readonly<Record<NxGroupType, ProcessGroup>> = {
  MainCLI: { id: 'main_cli', groupType: 'MainCLI', displayName: 'Nx CLI' },
  MainCliSubprocesses: {
    id: 'main_cli_subprocesses',
    groupType: 'MainCliSubprocesses',
    displayName: 'Nx CLI Subprocesses',
  },
  Daemon: { id: 'daemon', groupType: 'Daemon', displayName: 'Nx Daemon' },
  DaemonSubprocesses: {
    id: 'daemon_subprocesses',
    groupType: 'DaemonSubprocesses',
    displayName: 'Nx Daemon Subprocesses',
  },
};
