#include "process.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A fork that old is a server that never calls exec: its pages are in use. */
#define OLD_FORK_US 150000

static char text[8192];

bool process_open(struct process *process, pid_t pid, long long now_us) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  process->generation++;
  process->execed = false;
  process->pid = pid;
  process->status_fd = fd;
  process->first_seen_us = now_us;
  process->hwm = process->hwm_before = 0;
  process->exe_ino = 0;
  return true;
}

void process_close(struct process *process) {
  close(process->status_fd);
  process->generation++;
  process->pid = 0;
}

bool process_counts(const struct process *process, long long now_us) {
  return process->execed || now_us - process->first_seen_us > OLD_FORK_US;
}

static long field(const char *name) {
  char *line = strstr(text, name);
  return line == NULL ? 0 : strtol(line + strlen(name), NULL, 10);
}

static void identify_executable(struct process *process) {
  char path[64];
  struct stat exe;
  snprintf(path, sizeof path, "/proc/%d/exe", (int)process->pid);
  if (stat(path, &exe) == 0) {
    process->exe_dev = exe.st_dev;
    process->exe_ino = exe.st_ino;
  }
}

bool process_read(struct process *process) {
  ssize_t length = pread(process->status_fd, text, sizeof text - 1, 0);
  if (length <= 0) {
    /* ESRCH: gone, even if the pid is somebody else's now */
    process_close(process);
    return false;
  }
  text[length] = '\0';
  process->hwm_before = process->hwm;
  process->rss = field("\nVmRSS:");
  process->hwm = field("\nVmHWM:");
  process->anon = field("\nRssAnon:");
  process->file = field("\nRssFile:");
  process->shmem = field("\nRssShmem:");
  if (process->hwm < process->hwm_before) {
    /* exec begins a new mark, and is another executable */
    process->hwm_before = 0;
    process->exe_ino = 0;
  }
  process->hwm_grew = process->hwm > process->hwm_before;
  if (process->exe_ino == 0) identify_executable(process);
  return true;
}
