/** One kill by the kernel's out-of-memory killer, as its log reports it. */
export interface LoggedKill {
  /** Microseconds on the clock of the kernel log, which runs along with CLOCK_MONOTONIC. */
  readonly time: number;
  /** In the kernel's own pid namespace. */
  readonly pid: number;
  /** The first 15 bytes of the name. */
  readonly command: string;
  /** Private memory that the process had when it was killed. */
  readonly anonRssBytes: number;
  /** What ran out of memory: a cgroup at its limit, or the host. */
  readonly scope: 'cgroup' | 'host';
  /** The path of the killed process's cgroup; undefined before Linux 4.19. */
  readonly cgroup: string | undefined;
}

/**
 * The kills among records of `/dev/kmsg`: `level,number,microseconds,flags;text` each. The kernel
 * writes two records a kill (mm/oom_kill.c), the first one since 4.19:
 *
 * - `oom-kill:constraint=CONSTRAINT_MEMCG,...,task_memcg=/docker/1,task=node,pid=13060,uid=0`
 * - `Memory cgroup out of memory: Killed process 13060 (node) total-vm:..., anon-rss:152576kB, ...`,
 *   or `Out of memory: Killed process ...` when the host had no more.
 */
export function killsIn(records: readonly string[]): LoggedKill[] {
  const cgroups = new Map<number, string>();
  return records.flatMap((record) => {
    const [, time = '', text = ''] = /^\d+,\d+,(\d+),[^;]*;([^\n]*)/.exec(record) ?? [];
    const announced = /^oom-kill:.*\btask_memcg=(\S+?),task=.*,pid=(\d+),uid=/.exec(text);
    if (announced !== null) {
      cgroups.set(Number(announced[2]), announced[1] ?? '');
      return [];
    }
    const kill =
      /^(Memory cgroup o|O)ut of memory(?: \([^)]*\))?: Killed process (\d+) \((.*)\),? (?:UID \d+, )?total-vm:.* anon-rss:(\d+)kB/.exec(
        text,
      );
    if (kill === null) {
      return [];
    }
    const pid = Number(kill[2]);
    const logged: LoggedKill = {
      time: Number(time),
      pid,
      command: kill[3] ?? '',
      anonRssBytes: Number(kill[4]) * 1024,
      scope: kill[1] === 'O' ? 'host' : 'cgroup',
      cgroup: cgroups.get(pid),
    };
    return [logged];
  });
}
