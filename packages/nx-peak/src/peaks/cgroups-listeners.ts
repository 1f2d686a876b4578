import type { Listener } from '../events';
import type { TaskCgroups } from './task-cgroups';

/** Places the processes of each task in a cgroup of its own. */
export function placeInCgroups(cgroups: TaskCgroups): Listener {
  return {
    name: 'cgroups of tasks',
    on: {
      'process-starting': (event) => {
        event.spawn = cgroups.place(event.taskId, event.spawn);
      },
      'process-started': (event) => {
        const { taskId, spawn, pid } = event;
        event.cgroup = cgroups.cgroupOf(taskId);
        if (spawn === undefined) {
          // Between this and its start it may have taken its first pages.
          cgroups.move(taskId, pid);
        } else {
          cgroups.started(taskId, spawn, pid);
        }
      },
    },
  };
}

/** Removes the cgroups when the process goes. */
export function removeCgroups(cgroups: TaskCgroups): Listener {
  return {
    name: 'cgroups of tasks',
    on: {
      'process-exit': () => {
        cgroups.dispose();
      },
    },
  };
}
