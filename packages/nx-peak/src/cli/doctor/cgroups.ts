import { ChildCgroups } from '@nx-peak/host';
import { CGROUP_PREFIX } from '../../cgroup-prefix';
import { readSettings } from '../../settings/read-settings';
import type { Check } from './finding';

/** Whether tasks can have cgroups of their own here, asked for or not. */
export const checkCgroups: Check = ({ workspaceRoot, env }) => {
  const wanted = readSettings(workspaceRoot, env).settings.collector === 'cgroup';
  const here = ChildCgroups.open({ prefix: CGROUP_PREFIX });
  switch (here.kind) {
    case 'open':
      return [
        wanted
          ? { kind: 'good', text: `tasks get cgroups in ${here.cgroups.directory}` }
          : { kind: 'note', text: 'NX_PEAK_COLLECTOR=cgroup would work here' },
      ];
    case 'none':
      return [
        {
          kind: 'note',
          text: wanted
            ? `NX_PEAK_COLLECTOR=cgroup does not work here: ${here.reason}`
            : `NX_PEAK_COLLECTOR=cgroup would not work here: ${here.reason}`,
        },
      ];
  }
};
