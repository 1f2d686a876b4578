#ifndef PROCESS_H
#define PROCESS_H
#include <stdbool.h>
#include <sys/types.h>

/* One process of the task, with its files in /proc kept open. Sizes in kB. */
struct process {
  pid_t pid;
  int stat_fd, status_fd;
  long long first_seen_us;
  bool execed;      /* it has called exec, or is a fork old enough to count */
  long rss, anon, file, shmem, hwm, hwm_before;
  bool hwm_grew;    /* its high-water mark rose since the look before */
  dev_t exe_dev;
  ino_t exe_ino;    /* 0 while unknown */
};

/* A new process: opens its files. False when it is gone already. */
bool process_open(struct process *process, pid_t pid, long long now_us);

/* Reads it. False when it is gone or dead; then it has been closed. */
bool process_read(struct process *process, long long now_us);

void process_close(struct process *process);

/* False between fork and exec, when a child shows the pages of its parent as its own. */
bool process_counts(const struct process *process);

#endif
