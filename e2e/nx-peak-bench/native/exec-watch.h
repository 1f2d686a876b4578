#ifndef EXEC_WATCH_H
#define EXEC_WATCH_H
#include "process.h"

/*
 * Tells when a process has called exec, from a thread of its own: /proc/PID/stat, where the flag is,
 * keeps its reader waiting while the process is in exec (do_task_stat takes exec_update_lock), which
 * for the child of a large process is tens of milliseconds.
 */
void exec_watch_start(void);

/* Sets `process->execed` when it is so, unless the process has been closed by then. */
void exec_watch_add(struct process *process);

#endif
