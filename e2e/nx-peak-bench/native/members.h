#ifndef MEMBERS_H
#define MEMBERS_H
#include <sys/types.h>

#define MAX_MEMBERS 16384

/*
 * The processes of the task: those of a cgroup when `procs_file` is given, else all descendants of
 * this process (which is their subreaper, so that nobody escapes by a double fork).
 * Returns how many were put into `pids`.
 */
int members_list(const char *procs_file, pid_t *pids);

#endif
