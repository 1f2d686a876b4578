#ifndef PROCESS_H
#define PROCESS_H
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

/* One process of the task, with its file in /proc kept open. Sizes in kB. */
struct process {
  pid_t pid;
  int status_fd;
  long long first_seen_us;
  atomic_uint generation; /* another one for each process that gets this place */
  atomic_bool execed;     /* set from another thread, see exec-watch.h */
  long rss, anon, file, shmem, hwm, hwm_before;
  bool hwm_grew;    /* its high-water mark rose since the sample before */
  dev_t exe_dev;
  ino_t exe_ino;    /* 0 while unknown */
};

/* A new process: opens its file. False when it is gone already. */
bool process_open(struct process *process, pid_t pid, long long now_us);

/* False between fork and exec, when a child shows the pages of its parent as its own. */
bool process_counts(const struct process *process, long long now_us);

/* Reads its sizes. False when it is gone; then it has been closed. */
bool process_read(struct process *process);

void process_close(struct process *process);

#endif
